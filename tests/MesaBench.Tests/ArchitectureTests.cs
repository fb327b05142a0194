using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MesaBench.Tests;

/// <summary>
/// The flow has one direction: a stage takes the records of earlier stages and knows of no later one. Below all stages lie Kernels (random
/// numbers), Engines, Inference, which is arithmetic on plain numbers, and Disks, by which files are touched: any stage may use them, and they use no stage.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Base = ["Kernels", "Engines", "Inference", "Disks"];

    private static readonly string[] Stages = ["Experiments", "Worlds", "Networks", "Training", "Behaviour", "Objectives", "Detection", "Zoo", "Probing", "Verdicts", "Statistics", "Results", "Studies"];

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => code.Value);

    public static TheoryData<string> Folders => new(Stages.Concat(Base).Where(f => f != "Kernels"));

    [Fact]
    public void Every_folder_of_the_library_has_its_place_in_the_flow()
    {
        string[] folders = [.. Directory.GetDirectories(Library()).Select(d => Path.GetFileName(d)!).Where(d => d is not ("bin" or "obj"))];
        Assert.Empty(folders.Except([.. Stages, .. Base]));
        Assert.Equal(Stages.Concat(Base).Except(["Kernels"]).Order(), folders.Order());
    }

    [Fact]
    public void The_root_holds_the_study_alone()
    {
        Assert.Equal(["Study.cs"], Directory.GetFiles(Library(), "*.cs").Select(Path.GetFileName));
        Assert.Equal([typeof(Study)], typeof(Study).Assembly.GetTypes().Where(t => FolderOf(t) == "MesaBench" && t.DeclaringType is null));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_file_opens_the_namespace_of_a_later_stage(string folder)
    {
        string[] files = Directory.GetFiles(Path.Combine(Library(), folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Using().Matches(File.ReadAllText(file))
            .Where(found => !Allowed(folder).Contains(found.Groups[1].Value)).Select(found => $"{Path.GetFileName(file)}: {found.Value}")));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_type_uses_one_of_a_later_stage(string folder)
    {
        Type[] own = [.. typeof(Study).Assembly.GetTypes().Where(t => FolderOf(t) == folder)];
        Assert.NotEmpty(own);
        Assert.Empty(own.SelectMany(type => Used(type).Where(used => !Allowed(folder).Contains(FolderOf(used)))
            .Select(used => $"{type.FullName} uses {used.FullName}").Distinct()));
    }

    [Fact]
    public void What_a_type_uses_is_seen_in_its_signatures_and_in_its_methods_too()
    {
        // What these name only in a method's body, or in a lambda's, is what a search of the source would overlook.
        Assert.Contains(typeof(MesaBench.Training.Cohort), Used(typeof(MesaBench.Verdicts.JudgedAgent)));
        Assert.Contains(typeof(MesaBench.Worlds.Paths), Used(typeof(MesaBench.Worlds.StateMoves)));
        Assert.Contains(typeof(MesaBench.Training.TrainerSetup), Used(typeof(MesaBench.Training.CohortTraining)));
        Assert.Contains(typeof(MesaBench.Engines.IEngine), Used(typeof(MesaBench.Networks.Network)));
    }

    [Fact]
    public void Files_are_touched_in_one_place()
    {
        Type[] files = [typeof(File), typeof(Directory), typeof(FileStream), typeof(FileInfo), typeof(DirectoryInfo), typeof(StreamWriter)];
        string[] found = [.. new[] { typeof(Study).Assembly, typeof(MesaBench.Cli.ExitCodes).Assembly, typeof(MesaBench.Cpu.CpuEngineFactory).Assembly, typeof(MesaBench.Reports.StudyReport).Assembly, typeof(MesaBench.Export.StudyExport).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.DeclaringType is null && Used(type).Any(files.Contains)).Select(type => type.Name)];
        Assert.Equal([nameof(MesaBench.Disks.SystemDisk)], found);
    }

    [GeneratedRegex(@"^\s*(?:global\s+)?using\s+(?:static\s+|\w+\s*=\s*)?(?:global::)?MesaBench\.(\w+)[^;]*;", RegexOptions.Multiline)]
    private static partial Regex Using();

    private static string[] Allowed(string folder) =>
        Base.Contains(folder) ? Base : [.. Base, .. Stages.Take(Array.IndexOf(Stages, folder) + 1)];

    /// <summary>The folder of one of the library's types by its namespace; a base folder's for all types of others.</summary>
    private static string FolderOf(Type type) => type.Assembly != typeof(Study).Assembly ? Base[0] : type.Namespace?.Split('.') switch
    {
        ["MesaBench", var folder, ..] => folder,
        ["MesaBench"] => "MesaBench",
        _ => Base[0], // what the compiler or a source generator made
    };

    private static string Library([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../src/MesaBench"));

    /// <summary>All types that a type names: its base, its members' signatures, and what its methods' code touches.</summary>
    private static IEnumerable<Type> Used(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<Type?> signatures =
        [
            type.BaseType, .. type.GetInterfaces(), .. type.GetFields(Own).Select(f => f.FieldType), .. type.CustomAttributes.Select(a => a.AttributeType),
        ];
        IEnumerable<MethodBase> methods = type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own));
        // A type's lambdas and iterators live in nested types that the compiler made.
        return signatures.Concat(methods.SelectMany(Named)).OfType<Type>().SelectMany(Parts)
            .Concat(type.GetNestedTypes(Own).SelectMany(Used));
    }

    private static IEnumerable<Type?> Named(MethodBase method)
    {
        IEnumerable<Type?> signature = method.GetParameters().Select(p => p.ParameterType).Append((method as MethodInfo)?.ReturnType);
        if (method.GetMethodBody() is not { } body) return signature;
        return [.. signature, .. body.LocalVariables.Select(v => v.LocalType), .. Tokens(body.GetILAsByteArray()!).SelectMany(token => Resolve(method, token))];
    }

    private static IEnumerable<Type?> Resolve(MethodBase method, int token)
    {
        Type[]? ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        MemberInfo? member = method.Module.ResolveMember(token, ofType, ofMethod);
        return member switch
        {
            Type type => [type],
            FieldInfo field => [field.DeclaringType, field.FieldType],
            MethodInfo called => [called.DeclaringType, called.ReturnType, .. called.GetParameters().Select(p => p.ParameterType), .. called.GetGenericArguments()],
            _ => [member?.DeclaringType],
        };
    }

    /// <summary>The tokens of types and members in a method's code.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            at += code[at] == 0xFE ? 2 : 1;
            OperandType operand = OpCodes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    /// <summary>A type's element type, type arguments and outer types, and the type.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType) return Parts(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
    }
}
