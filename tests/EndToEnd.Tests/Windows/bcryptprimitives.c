#include <windows.h>

/* Wine 8 has no bcryptprimitives.dll, from which libvips takes its random numbers; the function behind it is an old one. */
BOOLEAN WINAPI SystemFunction036(PVOID data, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return SystemFunction036(data, (ULONG)length);
}
