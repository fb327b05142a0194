using MesaBench.Results;

namespace MesaBench.Studies;

/// <summary>Looks at results folders.</summary>
public static class FolderLook
{
    /// <summary>The study of a folder; of a zoo's folder, those of its families that were begun.</summary>
    /// <exception cref="ResultsFolderException">It holds neither, or cannot be read.</exception>
    public static IReadOnlyList<FolderStatus> At(string folder)
    {
        FolderFiles files = new(Path.GetFullPath(folder));
        if (files.Has(Manifest.FileName) || !files.Has(ZooStudy.PlanFile)) return [FolderStatus.Of(folder, StoredWeights.Fault)];
        return [.. files.Names.Where(name => files.In(name).Has(Manifest.FileName)).Select(name => FolderStatus.Of(files.At(name), StoredWeights.Fault))];
    }
}
