using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class ConfusionTests
{
    [Fact]
    public void Macro_F1_leaves_out_classes_that_never_occur()
    {
        int[] confusion = new int[25];
        confusion[0 * 5 + 0] = 6; // class 0: TP 6, FN 2, FP 1: F1 = 12 / 15
        confusion[0 * 5 + 1] = 2;
        confusion[1 * 5 + 0] = 1; // class 1: TP 3, FN 1, FP 2: F1 = 6 / 9
        confusion[1 * 5 + 1] = 3;
        Assert.Equal((12.0 / 15 + 6.0 / 9) / 2, Confusion.MacroF1(confusion), 12);
        Assert.Equal(0, Confusion.MacroF1(new int[25]));
    }

    [Fact]
    public void A_class_that_is_only_predicted_counts_as_zero()
    {
        int[] confusion = new int[25];
        confusion[0] = 1;
        confusion[1] = 1; // predicted as class 1, which is never true
        Assert.Equal((2.0 / 3 + 0) / 2, Confusion.MacroF1(confusion), 12);
    }
}
