using MesaBench.Bench;

ProductRates.Print(Console.Out);
