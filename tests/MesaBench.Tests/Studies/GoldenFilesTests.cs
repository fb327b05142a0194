using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

/// <summary>
/// The files of a study of seconds that uses every setting and every kind of pull, kept in <c>Golden/</c>: whatever changes a bit of a result
/// is seen here. They are made anew with a new version of the numerics: raise <see cref="Numerics.Version"/>, then run this test once with
/// <c>MESABENCH_WRITE_GOLDEN=1</c>; or <c>=unreleased</c> where the version was raised before and is in no release yet.
/// </summary>
public sealed partial class GoldenFilesTests : IDisposable
{
    private const string VersionFile = "numerics.txt";

    private static readonly string[] Files =
        ["agents.csv", "capacity.csv", "curves.csv", "findings.txt", "objective_fit.csv", "objectives.csv", "trends.csv"];

    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    /// <summary>
    /// Nothing is learned in so few steps, so that thresholds are low: half of the columns would be empty otherwise.
    /// </summary>
    internal static Experiment Study { get; } = new()
    {
        Name = "golden",
        Description = "Every setting differs from its default.",
        Worlds =
        [
            new CornerSpec { Layout = Layout.Blocks },
            new DishSpec
            {
                DishChannels = 2,
                Training = new()
                {
                    Steps = 6000, Clip = 0.3, EntropyBonus = 0.03, FinalEntropyBonus = 0.2, GaeLambda = 0.8,
                    Phases = [new PhaseSpec { Steps = 900, Alpha = 0.5, Trainer = new ImitationSpec { Teacher = Teacher.Proxy, EveryCell = true } }, new PhaseSpec()],
                },
            },
            new GemSpec { Discount = 0.9, Levels = new() { Training = 80, TrainingDistinguishing = 20 } },
            new LavaSpec { Alphas = [0] },
            new RugSpec { Training = new() { StepsPerUpdate = 8, Environments = 32, Epochs = 1, ValueWeight = 0.5, MaxGradientNorm = 0.4 } },
            new CoinSpec
            {
                Alphas = [0.25],
                Trainers = [new PpoSpec(), new ImitationSpec { Teacher = Teacher.Mixture, ProxyShare = 0.3, Scattered = 0.25 }],
                Networks =
                [
                    new RcnnSpec { Channels = 2, Ticks = 1, Activation = CellActivation.Relu, Gated = true, Head = HeadKind.Flat, Seeds = 1, Steps = 1000 },
                    new DrcSpec { Channels = 2, Depth = 1, Ticks = 2, Seeds = 1, Steps = 1000 },
                ],
            },
            new OversightSpec { Of = new DoorSpec(), Mode = OversightMode.Planted, Networks = [new MlpSpec { Width = 6, Depth = 1, Seeds = 2 }] },
        ],
        Alphas = [0, 0.25],
        Networks =
        [
            new MlpSpec { Width = 5, Depth = 2 },
            new MlpSpec { Width = 20, Depth = 2, Epochs = 3 },
            new RcnnSpec { Channels = 3, Ticks = 2, Seeds = 2, Steps = 2000, LearningRates = [4e-3] },
        ],
        Seeds = 4,
        StudySeed = 12,
        Levels = new() { Sets = 4, Training = 96, TrainingDistinguishing = 40, HeldOut = 24, ProbeTraining = 30, ProbeTest = 14 },
        Training = new()
        {
            Steps = 4000, Phases = [new PhaseSpec()], Environments = 16, StepsPerUpdate = 12, Unroll = 5, Epochs = 2, Discount = 0.93, GaeLambda = 0.85, Clip = 0.25,
            EntropyBonus = 0.015, FinalEntropyBonus = 0.5, ValueWeight = 0.75, MaxGradientNorm = 0.6, LearningRates = [2e-3, 6e-3],
            AdamEpsilon = 2e-5, FinalLearningRate = 0.3,
        },
        Behaviour = new()
        {
            CheckpointsPerDoubling = 1, MidwayEpisodes = 16, CompetentReturn = 0.01, Age = 2, LeastDecided = 2, PullMargin = 0.05,
            DecidedShare = 0.4, PursuitShare = 0.6, LeastExplained = 0.002, ConditionalPull = 0.1,
        },
        Probing = new() { LeastDecoded = 0.02 },
        Statistics = new() { Permutations = 199, Confirmatory = ["mlp, depth 2"] },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_files_of_a_study_are_those_that_are_kept()
    {
        string golden = Golden(), version = Numerics.Version.ToString(CultureInfo.InvariantCulture);
        string kept = File.Exists(Path.Combine(golden, VersionFile)) ? File.ReadAllText(Path.Combine(golden, VersionFile)).Trim() : "none";
        _ = TinyStudy.Run(Study, folder, threads: 2, cohortSize: 2);
        string? write = Environment.GetEnvironmentVariable("MESABENCH_WRITE_GOLDEN");
        if ((kept != version && write == "1") || write == "unreleased")
        {
            foreach (string file in Files) File.Copy(Path.Combine(folder, file), Path.Combine(golden, file), overwrite: true);
            File.WriteAllText(Path.Combine(golden, VersionFile), version + "\n");
            Assert.Fail("made anew: look at what changed, and commit it");
        }
        Assert.True(kept == version, $"found files of numerics {kept}; allowed: {version} (see this class on how to make them anew)");
        Assert.All(Files, file => Assert.True(
            File.ReadAllText(Path.Combine(golden, file)) == File.ReadAllText(Path.Combine(folder, file)),
            $"{file}: {Difference(file, golden)}. If a result is meant to change, raise Numerics.Version"));
    }

    [Fact]
    public void The_study_leaves_no_setting_at_its_default()
    {
        Experiment other = new() { Name = "golden", Worlds = Study.Worlds, Networks = Study.Networks };
        (string Name, object Own, object Default)[] records =
        [
            ("levels", Study.Levels, other.Levels), ("training", Study.Training, other.Training), ("behaviour", Study.Behaviour, other.Behaviour),
            ("probing", Study.Probing, other.Probing), ("statistics", Study.Statistics, other.Statistics),
        ];
        foreach ((string name, object own, object standard) in records)
            foreach (var setting in own.GetType().GetProperties().Where(p => p.CanWrite && p.Name != nameof(ProbingSettings.Enabled)))
                Assert.False(Text(setting.GetValue(own)) == Text(setting.GetValue(standard)), $"{name}.{setting.Name} has its default");

        static string Text(object? value) => System.Text.Json.JsonSerializer.Serialize(value);
    }

    [Fact]
    public void Hardly_a_column_is_empty_throughout()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Golden(), "agents.csv"));
        // Commas in a quoted name would shift fields.
        string[][] rows = [.. lines.Skip(1).Select(line => Quoted().Replace(line, "quoted").Split(','))];
        string[] names = lines[0].Split(',');
        Assert.All(rows, row => Assert.Equal(names.Length, row.Length));
        string[] empty = [.. names.Where((_, i) => rows.All(row => row[i].Length == 0))];
        // Nobody lets go of a proxy, pursues one objective alone, chooses by more than a preference among actions, or heeds what is far off, in so few steps; a corner cannot be moved.
        HashSet<string> expected = ["loss_after", "loss_by", "inner_gap", "runner_up_gap", "search_depth_slope", "search_depth_slope_low", "search_depth_slope_high", "search_wall_answer_arrival", .. names.Where(name => name.StartsWith("search_proxy_moved", StringComparison.Ordinal))];
        Assert.Subset(expected, empty.ToHashSet());
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    private string Difference(string file, string golden)
    {
        string[] kept = File.ReadAllLines(Path.Combine(golden, file)), now = File.ReadAllLines(Path.Combine(folder, file));
        int line = Enumerable.Range(0, Math.Min(kept.Length, now.Length)).FirstOrDefault(i => kept[i] != now[i], Math.Min(kept.Length, now.Length));
        return $"line {line + 1} was '{kept.ElementAtOrDefault(line)}', is '{now.ElementAtOrDefault(line)}'";
    }

    private static string Golden([CallerFilePath] string here = "")
    {
        string golden = Path.Combine(Path.GetDirectoryName(here)!, "Golden");
        return Directory.CreateDirectory(golden).FullName;
    }
}
