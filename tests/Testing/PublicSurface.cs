using System.Reflection;
using System.Text;

namespace MLPipeline.Testing;

/// <summary>People build on every public name of a library. One that changes must change in a file too, on purpose.</summary>
public static class PublicSurface
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Fails unless the public names of the assembly are those written down in <c>tests/PROJECT/PublicSurface.txt</c>.</summary>
    public static void RequireAsWrittenDown(Assembly assembly, string project)
    {
        var actual = Describe(assembly);
        var file = Repository.PathOf("tests", project, "PublicSurface.txt");
        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (actual != expected)
        {
            var received = Path.Combine(AppContext.BaseDirectory, "PublicSurface.txt");
            File.WriteAllText(received, actual);
            var added = string.Join('\n', actual.Split('\n').Except(expected.Split('\n')));
            throw new InvalidOperationException(
                $"The public surface has changed. If that is wanted, copy '{received}' to '{file}'.\n{added}");
        }
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(KindOf(type)).Append(' ').Append(type.FullName).Append('\n');
            foreach (var member in type.GetMembers(Own).Select(Line).OfType<string>().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string KindOf(Type type) =>
        type.IsEnum ? "enum"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : "class";

    /// <summary>Null for what the compiler adds.</summary>
    private static string? Line(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } => null,
        { Name: "<Clone>$" or "Deconstruct" or "GetHashCode" or "Equals" or "ToString" } => null,
        { Name: "value__" or "BeginInvoke" or "EndInvoke" } => null,
        MethodInfo method => $"{Shared(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        ConstructorInfo constructor when member.DeclaringType is { IsEnum: false } type && !typeof(Delegate).IsAssignableFrom(type) =>
            $"new({Parameters(constructor)})",
        PropertyInfo property => $"{Shared(property.GetMethod!)}{Name(property.PropertyType)} {property.Name} {{ get;{Setter(property)} }}",
        FieldInfo { IsLiteral: true } constant => $"{constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static string Shared(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Setter(PropertyInfo property) => property.SetMethod is not { IsPublic: true } setter ? ""
        : setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "")}";

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
