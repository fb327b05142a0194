using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MesaBench.Experiments;

/// <summary>The summaries of an assembly's documentation comments, read from the XML file that the compiler writes beside it.</summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<string, string> summaries;

    private DocComments(Dictionary<string, string> summaries) => this.summaries = summaries;

    /// <summary>Reads an assembly's documentation file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file beside the assembly.</exception>
    public static DocComments Of(Assembly assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        return new DocComments(XDocument.Load(path).Descendants("member")
            .Where(m => m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")!)));
    }

    /// <summary>The summary of a type or property in plain text; null when it has none.</summary>
    public string? Summary(MemberInfo member) =>
        summaries.GetValueOrDefault(member is Type type ? $"T:{type.FullName}" : $"P:{member.DeclaringType!.FullName}.{member.Name}");

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
