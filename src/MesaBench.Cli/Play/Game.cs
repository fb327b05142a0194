using MesaBench.Cli.Commands;
using MesaBench.Worlds;

namespace MesaBench.Cli.Play;

/// <summary>A person's game: levels of one draw, one after the other, and the episode in the present one.</summary>
internal sealed class Game
{
    private readonly Dictionary<LevelClass, List<ClassifiedLevel>> drawn = [];
    private readonly Dictionary<LevelClass, IEnumerator<ClassifiedLevel>> source = [];
    private readonly Dictionary<LevelClass, int> places = [];
    private readonly ChosenWorld chosen;
    private PlacedObject[] slots = [];

    private Game(ChosenWorld chosen)
    {
        this.chosen = chosen;
        foreach (LevelClass each in new[] { LevelClass.NonDistinguishing, LevelClass.Distinguishing })
        {
            drawn[each] = [];
            source[each] = LevelChoice.Draw(chosen, each, int.MaxValue).GetEnumerator();
        }
    }

    /// <summary>The world's label.</summary>
    public string Label => chosen.Spec.Label;

    /// <summary>The world.</summary>
    public World World => chosen.World;

    /// <summary>The class of level that is played.</summary>
    public LevelClass Class { get; private set; }

    /// <summary>The level, as it began.</summary>
    public ClassifiedLevel Level { get; private set; } = null!;

    /// <summary>The level's number within its class, from 1.</summary>
    public int Number => places[Class] + 1;

    /// <summary>The episode.</summary>
    public Dynamics Now { get; private set; } = null!;

    /// <summary>The action of the last step; null at the start.</summary>
    public int? LastAction { get; private set; }

    /// <summary>A game at its first level; null where the world has none of the class.</summary>
    public static Game? Start(ChosenWorld chosen, LevelClass levelClass)
    {
        Game game = new(chosen);
        return game.TryGo(levelClass, 0) ? game : null;
    }

    /// <summary>Takes a step, unless the episode is over.</summary>
    public void Move(int action)
    {
        if (Now.IsOver) return;
        Now.Step(action);
        LastAction = action;
    }

    /// <summary>Back to the start of the level.</summary>
    public void Restart()
    {
        Now.Reset();
        LastAction = null;
    }

    /// <summary>On to the next level; false where there is none.</summary>
    public bool TryNext() => TryGo(Class, places[Class] + 1);

    /// <summary>On to the other class, where it was left; false where it has no level.</summary>
    public bool TrySwitch()
    {
        LevelClass other = Class == LevelClass.Distinguishing ? LevelClass.NonDistinguishing : LevelClass.Distinguishing;
        return TryGo(other, places.GetValueOrDefault(other));
    }

    /// <summary>The level as it is now, what is gone left out, what grew or moved where it is; without goal, targets and path.</summary>
    public Level Picture()
    {
        IEnumerable<PlacedObject> live = Enumerable.Range(0, slots.Length).Where(slot => (Now.LiveMask >> slot & 1) == 1)
            .Select(slot => new PlacedObject(slots[slot].Kind, Now.CellOf(slot)));
        return new Level(World.Size, Level.Level.Walls, Now.Cell,
            [.. Level.Level.Objects.Where(o => !World.Kinds[o.Kind].IsSlot).Concat(live).OrderBy(o => o.Cell)]);
    }

    private bool TryGo(LevelClass levelClass, int place)
    {
        List<ClassifiedLevel> levels = drawn[levelClass];
        while (levels.Count <= place && source[levelClass].MoveNext()) levels.Add(source[levelClass].Current);
        if (levels.Count <= place) return false;
        (Class, Level, places[levelClass]) = (levelClass, levels[place], place);
        Now = new Dynamics(World, Level.Level, (float)chosen.Discount);
        slots = Level.Level.Slots(World);
        LastAction = null;
        return true;
    }
}
