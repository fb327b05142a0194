global using static MesaBench.Ilgpu.Target;
global using Floats = ILGPU.ArrayView<float>;
global using Ints = ILGPU.ArrayView<int>;
global using Lane = MesaBench.Ilgpu.Lane4;
global using Strip = float;
