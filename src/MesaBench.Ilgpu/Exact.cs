using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Values;

namespace MesaBench.Ilgpu;

/// <summary>
/// One IEEE 754 operation with one rounding each, on every device. ILGPU folds constants across its own operators and leaves it to the
/// device's compiler to fuse them; these it passes on as they are, to one instruction each.
/// </summary>
internal static class Exact
{
    [IntrinsicImplementation]
    public static float Add(float x, float y) => x + y;

    [IntrinsicImplementation]
    public static float Sub(float x, float y) => x - y;

    [IntrinsicImplementation]
    public static float Mul(float x, float y) => x * y;

    /// <summary>x * y + z with one rounding.</summary>
    [IntrinsicImplementation]
    public static float Fma(float x, float y, float z) => MathF.FusedMultiplyAdd(x, y, z);

    [IntrinsicImplementation]
    public static float Div(float x, float y) => x / y;

    [IntrinsicImplementation]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <summary>x &lt; y (false for NaN) ? then : otherwise, without a branch.</summary>
    [IntrinsicImplementation]
    public static float IfLess(float x, float y, float then, float otherwise) => x < y ? then : otherwise;

    /// <summary>Teaches a context to generate code for the operations.</summary>
    public static Context.Builder Exactly(this Context.Builder builder)
    {
        IntrinsicImplementationManager intrinsics = builder.GetIntrinsicManager();
        foreach (string name in (string[])[nameof(Add), nameof(Sub), nameof(Mul), nameof(Fma), nameof(Div), nameof(Sqrt), nameof(IfLess)])
        {
            MethodInfo operation = typeof(Exact).GetMethod(name)!;
            intrinsics.RegisterMethod(operation, new PTXIntrinsic(typeof(Ptx), name, IntrinsicImplementationMode.GenerateCode));
            intrinsics.RegisterMethod(operation, new CLIntrinsic(typeof(OpenCl), name, IntrinsicImplementationMode.GenerateCode));
        }
        return builder;
    }

    /// <summary>The operations as PTX: all of them rounded to nearest, none flushing subnormals.</summary>
    private static class Ptx
    {
        public static void Add(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("add.rn.f32", code, call);

        public static void Sub(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("sub.rn.f32", code, call);

        public static void Mul(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("mul.rn.f32", code, call);

        public static void Fma(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("fma.rn.f32", code, call);

        public static void Div(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("div.rn.f32", code, call);

        public static void Sqrt(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit("sqrt.rn.f32", code, call);

        public static void IfLess(PTXBackend backend, PTXCodeGenerator code, Value call)
        {
            var x = code.LoadPrimitive(call[0]);
            var y = code.LoadPrimitive(call[1]);
            var then = code.LoadPrimitive(call[2]);
            var otherwise = code.LoadPrimitive(call[3]);
            var result = code.AllocateHardware(call);
            var isLess = code.AllocateRegister(BasicValueType.Int1, PTXRegisterKind.Predicate);
            using (var compare = code.BeginCommand("setp.lt.f32"))
            {
                compare.AppendArgument(isLess);
                compare.AppendArgument(x);
                compare.AppendArgument(y);
            }
            using (var select = code.BeginCommand("selp.f32"))
            {
                select.AppendArgument(result);
                select.AppendArgument(then);
                select.AppendArgument(otherwise);
                select.AppendArgument(isLess);
            }
            code.FreeRegister(isLess);
        }

        private static void Emit(string instruction, PTXCodeGenerator code, Value call)
        {
            var operands = new RegisterAllocator<PTXRegisterKind>.PrimitiveRegister[call.Count];
            for (int i = 0; i < operands.Length; i++) operands[i] = code.LoadPrimitive(call[i]);
            var result = code.AllocateHardware(call);
            using var command = code.BeginCommand(instruction);
            command.AppendArgument(result);
            foreach (var operand in operands) command.AppendArgument(operand);
        }
    }

    /// <summary>
    /// The operations as OpenCL C. A product is a multiply-add of -0, which no compiler may fuse with what follows. Single-precision
    /// division and roots need not be rounded correctly there, but double-precision ones are, and rounding those once more gives the
    /// correctly rounded single-precision result (Figueroa 1995).
    /// </summary>
    private static class OpenCl
    {
        public static void Add(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "", " + ", "");

        public static void Sub(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "", " - ", "");

        public static void Mul(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "fma(", ", ", ", -0.0f)");

        public static void Fma(CLBackend backend, CLCodeGenerator code, Value call) => Emit(code, call, "fma(", ", ", ", ", ")");

        public static void Div(CLBackend backend, CLCodeGenerator code, Value call)
        {
            if (backend.Capabilities.Float64) Emit(code, call, "(float)((double)", " / (double)", ")");
            else Emit(code, call, "", " / ", "");
        }

        public static void Sqrt(CLBackend backend, CLCodeGenerator code, Value call)
        {
            if (backend.Capabilities.Float64) Emit(code, call, "(float)sqrt((double)", ")");
            else Emit(code, call, "sqrt(", ")");
        }

        public static void IfLess(CLBackend backend, CLCodeGenerator code, Value call) =>
            Emit(code, call, "((", " < ", ") ? ", " : ", ")");

        /// <summary>Assigns the call's operands with what stands before, between and after them.</summary>
        private static void Emit(CLCodeGenerator code, Value call, params ReadOnlySpan<string> around)
        {
            var operands = new VariableAllocator.Variable[call.Count];
            for (int i = 0; i < operands.Length; i++) operands[i] = code.Load(call[i]);
            using var statement = code.BeginStatement(code.Allocate(call));
            for (int i = 0; i < operands.Length; i++)
            {
                statement.AppendCommand(around[i]);
                statement.Append(operands[i]);
            }
            statement.AppendCommand(around[^1]);
        }
    }
}
