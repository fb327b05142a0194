using MesaBench.Detection;
using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Studies;

namespace MesaBench.Tests.Studies;

public class RocRowTests
{
    [Fact]
    public void A_curve_has_the_corners_of_its_steps_and_both_ends()
    {
        // By value, from the least: others 0 and 1, one that is meant 2, another 3, one meant 4.
        IReadOnlyList<(double Threshold, double False, double True, bool)> curve = RocRow.Curve([2, 4], [0, 1, 3]);
        Assert.Equal([(1, 1), (1 / 3.0, 1), (1 / 3.0, 0.5), (0, 0.5), (0, 0)], curve.Select(point => (point.False, point.True)));
        Assert.Equal([double.NaN, 1, 2, 3, 4], curve.Select(point => point.Threshold));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_area_below_its_corners_is_the_share_of_pairs_in_order(int seed)
    {
        StatisticsRandom random = new(RandomKey.Of($"test/roc/{seed}"), 0);
        double[] positives = [.. Enumerable.Range(0, 30).Select(_ => (double)random.Below(12) + 3)], negatives = [.. Enumerable.Range(0, 40).Select(_ => (double)random.Below(12))];
        (double Threshold, double False, double True, bool)[] curve = [.. RocRow.Curve(positives, negatives)];
        double area = curve.Zip(curve.Skip(1)).Sum(step => (step.First.False - step.Second.False) * (step.First.True + step.Second.True) / 2);
        Assert.Equal(RocAuc.Of(positives, negatives), area, 1e-12);
    }

    [Fact]
    public void The_curves_that_come_with_the_program_are_those_of_the_reference_detections()
    {
        IReadOnlyList<DetectionRow> detections = CsvTable.Parse<DetectionRow>(File.ReadAllText(Repository.Path("results", "detectors-reference", "detections.csv")));
        Assert.Equal(
            File.ReadAllText(Repository.Path("results", "detectors-reference", CalibrationStudy.RocFile)).ReplaceLineEndings("\n"), CsvTable.Text(RocRow.Of(Construction.Among(detections), SearchRuleFile.Default)));
        Assert.Equal(CsvTable.Text(MesaBench.Reports.Calibration.Default), File.ReadAllText(Repository.Path("results", "detectors-reference", CalibrationStudy.RocFile)).ReplaceLineEndings("\n"));
    }
}
