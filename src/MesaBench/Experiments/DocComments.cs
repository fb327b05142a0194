using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MesaBench.Experiments;

/// <summary>The summaries of an assembly's documentation comments, read from the XML file that the compiler writes beside it.</summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<string, string> summaries;

    private readonly Dictionary<(string Type, string Name), string> parameters; // of positional records, whose properties these are

    private DocComments(Dictionary<string, string> summaries, Dictionary<(string, string), string> parameters) => (this.summaries, this.parameters) = (summaries, parameters);

    /// <summary>Reads an assembly's documentation: what the program that is at work holds of it, as one that is a single file does, else the file beside the assembly.</summary>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    public static DocComments Of(Assembly assembly)
    {
        string name = $"{assembly.GetName().Name}.xml";
        using Stream? held = Assembly.GetEntryAssembly()?.GetManifestResourceStream(name);
        XDocument document = held is null ? XDocument.Load(Path.Combine(AppContext.BaseDirectory, name)) : XDocument.Load(held);
        XElement[] members = [.. document.Descendants("member")];
        return new DocComments(
            members.Where(m => m.Element("summary") is not null).ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")!)),
            members.Where(m => m.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal))
                .SelectMany(m => m.Elements("param"), (m, param) => (m, param)).ToDictionary(pair => (pair.m.Attribute("name")!.Value, pair.param.Attribute("name")!.Value), pair => Plain(pair.param)));
    }

    /// <summary>The summary of a type or property in plain text; null when it has none.</summary>
    public string? Summary(MemberInfo member) =>
        member is Type type ? summaries.GetValueOrDefault($"T:{type.FullName}")
            : summaries.GetValueOrDefault($"P:{member.DeclaringType!.FullName}.{member.Name}") ?? parameters.GetValueOrDefault(($"T:{member.DeclaringType.FullName}", member.Name));

    private static string Plain(XElement summary)
    {
        IEnumerable<string> words = summary.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" or "paramref" } reference => reference.FirstAttribute!.Value.Split('.')[^1],
            _ => "",
        });
        return Space.Replace(string.Concat(words), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space { get; }
}
