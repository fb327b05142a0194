using MesaBench.Results;

namespace MesaBench.Studies;

/// <summary>What was found in a results folder.</summary>
/// <param name="Studies">Its study; of a zoo's folder, those of its families that were begun.</param>
/// <param name="Families">Families of the zoo; 0 of a study's folder.</param>
public sealed record FolderLook(IReadOnlyList<FolderStatus> Studies, int Families)
{
    /// <summary>Looks at a folder.</summary>
    /// <exception cref="ResultsFolderException">It holds neither a study nor a zoo, or cannot be read.</exception>
    public static FolderLook At(string folder)
    {
        FolderFiles files = new(Path.GetFullPath(folder));
        if (files.Has(Manifest.FileName) || !files.Has(ZooStudy.PlanFile)) return new([FolderStatus.Of(folder, StoredWeights.Fault)], 0);
        return ResultsFolderException.Guard(files.Folder, () =>
        {
            string[] families = [.. ZooFolder.PlanIn(files).Families.Select(family => family.Experiment.Name)];
            return new FolderLook(
                [.. families.Where(family => files.In(family).Names.Count > 0).Select(family => FolderStatus.Of(files.At(family), StoredWeights.Fault, ZooStudy.MembersFile, ZooStudy.ChecksFile, ZooStudy.FirstActionsFile))],
                families.Length);
        });
    }
}
