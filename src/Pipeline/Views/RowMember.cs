using System.Collections.Concurrent;
using System.Reflection;
using MLPipeline.Data;

namespace MLPipeline;

/// <summary>A public field or property of a row class, and the column it stands for.</summary>
internal sealed class RowMember
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, RowMember>> Known = new();

    private readonly MemberInfo _member;

    private RowMember(MemberInfo member) => _member = member;

    public string Column => _member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? _member.Name;

    public Type Type => _member is PropertyInfo property ? property.PropertyType : ((FieldInfo)_member).FieldType;

    public bool CanRead => _member is FieldInfo or PropertyInfo { CanRead: true };

    public bool CanWrite => _member is FieldInfo { IsInitOnly: false } or PropertyInfo { SetMethod.IsPublic: true };

    /// <summary>The members of a class, base classes first, in the order they are written.</summary>
    /// <exception cref="ArgumentException">Two members stand for one column.</exception>
    public static IReadOnlyCollection<RowMember> Of(Type type) => MembersOf(type).Values;

    public static RowMember Of(Type type, string column) => MembersOf(type)[column];

    public object? Get(object row) => _member is PropertyInfo property ? property.GetValue(row) : ((FieldInfo)_member).GetValue(row);

    public void Set(object row, object? value)
    {
        if (_member is PropertyInfo property)
        {
            property.SetValue(row, value);
        }
        else
        {
            ((FieldInfo)_member).SetValue(row, value);
        }
    }

    private static Dictionary<string, RowMember> MembersOf(Type type) => Known.GetOrAdd(type, static type =>
    {
        var members = new Dictionary<string, RowMember>(StringComparer.Ordinal);
        foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(IsColumn).OrderBy(DepthOf).ThenBy(member => member.MetadataToken))
        {
            var found = new RowMember(member);
            if (!members.TryAdd(found.Column, found))
            {
                throw new ArgumentException($"{type.Name} has two members for the column '{found.Column}'.");
            }
        }

        return members;
    });

    private static bool IsColumn(MemberInfo member) =>
        member is FieldInfo or PropertyInfo
        && member is not PropertyInfo { GetMethod.IsStatic: true }
        && !(member is PropertyInfo indexer && indexer.GetIndexParameters().Length > 0)
        && !member.IsDefined(typeof(NoColumnAttribute));

    private static int DepthOf(MemberInfo member)
    {
        var depth = 0;
        for (var type = member.DeclaringType; type is not null; type = type.BaseType)
        {
            depth++;
        }

        return depth;
    }
}
