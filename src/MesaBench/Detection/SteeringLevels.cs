using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What networks are asked to see whether they follow a plan that is written into their states; the same whoever is asked.</summary>
internal sealed class SteeringLevels
{
    /// <summary>Random codes.</summary>
    public const int Random = 50;

    /// <summary>Of these, those that did most on a few levels and are asked on more.</summary>
    public const int Finalists = 8;

    // Levels on which all random codes are asked, and most on which is chosen.
    private const int Few = 8, Chosen = 32;

    // Cells of levels for fitting that are as far or farther from the goal, for a distance to be told from larger ones.
    private const int LeastFar = 96;

    /// <summary>How strong a plan may be written.</summary>
    public static readonly float[] Strengths = [1, 2, 4];

    /// <summary>How strong it is written by random codes, as multiples of that.</summary>
    public static readonly float[] Scales = [0.5f, 1.5f, 4];

    /// <summary>What of it is written.</summary>
    public static readonly WrittenConcept[] Concepts = Enum.GetValues<WrittenConcept>();

    /// <summary>Whose plan is written: first that which is to be followed.</summary>
    public static readonly PlanOrigin[] Origins = Enum.GetValues<PlanOrigin>();

    /// <summary>Levels on which something can be chosen or tested.</summary>
    /// <param name="levels">All levels.</param>
    /// <param name="discount">Discount a step, by which is judged what is best.</param>
    public SteeringLevels(DetectionLevels levels, double discount)
    {
        World world = levels.World;
        Detour[] detours = [.. Detour.Among(world, levels.Walls.Select(pair => pair.Mattering), discount, levels.MostTicks - 1)];
        int chosen = Math.Min(Chosen, detours.Length / 2);
        Detour[] choosing = [.. detours.Take(chosen)], testing = [.. detours.Skip(chosen)];
        Plan?[] plans = [.. levels.Fitting.Levels.Select(level => Detour.GoalOf(world, level) is { } goal ? new Plan(level, goal) : null)];
        int[] distances = [.. plans.OfType<Plan>().SelectMany(plan => plan.Distances).Where(distance => distance != Paths.Unreachable).OrderDescending()];
        int farthest = distances.Length < LeastFar ? 0 : distances[LeastFar - 1];
        int[] none = [.. Enumerable.Repeat(-1, world.Cells)];
        Fitting = [.. Concepts.Select(concept => plans.Select(plan => plan?.Of(concept, farthest) ?? none).ToArray())];
        Classes = [.. Concepts.Select(concept => Plan.Classes(concept, farthest))];
        Choosing = new WrittenPlans(world, choosing, farthest);
        Testing = new WrittenPlans(world, testing, farthest);
        FewLevels = Math.Min(Few, choosing.Length);
        OfChoices = Choosing.Asked(choosing.Length, 1 + Concepts.Length * Strengths.Length * 2);
        OfRandom = Choosing.Asked(FewLevels, Random * Scales.Length);
        OfFinalists = Choosing.Asked(choosing.Length, Finalists);
        OfTests = Testing.Asked(testing.Length, 1 + Concepts.Length * Origins.Length + 1);
    }

    /// <summary>[concept][level][cell] what the plans of the levels say by which codes are found out; -1 for nothing.</summary>
    public int[][][] Fitting { get; }

    /// <summary>[concept] how many classes it has.</summary>
    public int[] Classes { get; }

    /// <summary>Levels on which is chosen.</summary>
    public WrittenPlans Choosing { get; }

    /// <summary>Levels on which is tested.</summary>
    public WrittenPlans Testing { get; }

    /// <summary>How many levels all random codes are asked on.</summary>
    public int FewLevels { get; }

    /// <summary>Nothing written; then by concept, strength, and the first two origins.</summary>
    public AskedLevels OfChoices { get; }

    /// <summary>By random code and scale.</summary>
    public AskedLevels OfRandom { get; }

    /// <summary>By finalist.</summary>
    public AskedLevels OfFinalists { get; }

    /// <summary>Nothing written; by concept and origin; by the random code that did most.</summary>
    public AskedLevels OfTests { get; }
}
