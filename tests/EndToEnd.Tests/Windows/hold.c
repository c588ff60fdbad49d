#include <stdio.h>
#include <windows.h>

/* hold FILE: keeps FILE open as a program that reads it (others may read it too, but not replace it), for a minute unless it is killed. */
int wmain(int count, wchar_t **words)
{
    HANDLE file = count < 2 ? INVALID_HANDLE_VALUE : CreateFileW(words[1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    fputs(file == INVALID_HANDLE_VALUE ? "failed\n" : "open\n", stderr);
    fflush(stderr);
    Sleep(60000);
    return 0;
}
