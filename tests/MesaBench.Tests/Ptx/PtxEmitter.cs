using System.Reflection.Emit;

namespace MesaBench.Tests.Ptx;

/// <summary>
/// Moves values between PTX registers, which are IL locals, and IL's stack. Bits, however an instruction sees them, are int (up to 32 bits)
/// or long, floats are float, predicates 0 or 1. On the stack a value of 8 or 16 bits is extended as its type says.
/// </summary>
internal sealed class PtxEmitter(ILGenerator il, PtxFunction function)
{
    private readonly Dictionary<string, LocalBuilder> locals = [];
    private readonly NanOrigins nans = new(function);

    public ILGenerator Il => il;

    public PtxFunction Function => function;

    /// <summary>The type a register was declared with.</summary>
    public PtxType TypeOf(PtxInstruction instruction, PtxOperand register) =>
        register.IsRegister && function.Registers.TryGetValue(register.Text, out PtxType type)
            ? type
            : throw instruction.Unsupported($"'{PtxOperands.Write(register)}' is no declared register");

    /// <summary>Whether an operand is a register for floats.</summary>
    public bool IsFloat(PtxOperand operand) => function.Registers.TryGetValue(operand.Text, out PtxType type) && type.IsFloat;

    /// <summary>Pushes an operand, seen as a value of a type.</summary>
    public void Load(PtxInstruction instruction, PtxOperand operand, PtxType type)
    {
        if (operand.Kind is PtxOperandKind.Integer or PtxOperandKind.Float) PtxConstants.Load(il, instruction, operand, type);
        else LoadRegister(instruction, operand, type);
        if (!operand.IsNegated) return;
        if (type.Kind != PtxKind.Predicate) throw instruction.Unsupported("only predicates are negated with '!'");
        Not();
    }

    /// <summary>Pushes an operand whose bits leave the program: a float's NaN gets the bits that it has on a GPU.</summary>
    public void LoadVisible(PtxInstruction instruction, PtxOperand operand, PtxType type)
    {
        Load(instruction, operand, type);
        if (type.IsFloat && IsFloat(operand) && nans.AreComputed(operand.Text)) Call(PtxOperations.Canonical);
    }

    /// <summary>Pops a value of a type that was moved or loaded into a register.</summary>
    public void Store(PtxInstruction instruction, PtxOperand target, PtxType type)
    {
        PtxType register = TypeOf(instruction, target);
        CheckWidth(instruction, target, type, mayBeWider: instruction.Name is "ld" or "cvt");
        if (register.IsFloat != type.IsFloat) Reinterpret(instruction, type);
        if (register.Bits == 64 && type.Bits < 64) il.Emit(type.IsSigned ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        il.Emit(OpCodes.Stloc, LocalOf(target.Text));
    }

    /// <summary>Pops the result of an operation into a register.</summary>
    public void StoreResult(PtxInstruction instruction, PtxOperand target, PtxType type)
    {
        if (type.IsFloat)
        {
            // The conversion says that the result has single precision; where it already has, it costs nothing.
            il.Emit(OpCodes.Conv_R4);
            if (!IsFloat(target) || nans.AreMixed(target.Text)) Call(PtxOperations.Canonical);
        }

        Store(instruction, target, type);
    }

    /// <summary>Turns the truth value on the stack around.</summary>
    public void Not()
    {
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ceq);
    }

    /// <summary>Calls a static method.</summary>
    public void Call(Delegate operation) => il.Emit(OpCodes.Call, operation.Method);

    /// <summary>Calls the one among <see cref="PtxOperations"/> of a name that takes these types.</summary>
    public void Call(string operation, params Type[] types) => il.Emit(
        OpCodes.Call,
        typeof(PtxOperations).GetMethod(operation, types) ?? throw new MissingMethodException(nameof(PtxOperations), operation));

    private void LoadRegister(PtxInstruction instruction, PtxOperand operand, PtxType type)
    {
        if (PtxConstants.LoadSpecial(il, operand.Text) || PtxConstants.LoadShared(il, function, operand, type)) return;
        PtxType register = TypeOf(instruction, operand);
        CheckWidth(instruction, operand, type, mayBeWider: instruction.Name is "st" or "cvt");
        il.Emit(OpCodes.Ldloc, LocalOf(operand.Text));
        if (register.IsFloat && !type.IsFloat && nans.AreComputed(operand.Text)) Call(PtxOperations.Canonical);
        if (register.IsFloat != type.IsFloat) Reinterpret(instruction, register);
        Narrow(register.Bits, type);
    }

    /// <summary>Takes the low bits of a value from a register of some width, extended as its type says.</summary>
    public void Narrow(int bits, PtxType type)
    {
        if (type.Bits == 8) il.Emit(type.IsSigned ? OpCodes.Conv_I1 : OpCodes.Conv_U1);
        else if (type.Bits == 16) il.Emit(type.IsSigned ? OpCodes.Conv_I2 : OpCodes.Conv_U2);
        else if (type.Bits == 32 && bits == 64) il.Emit(OpCodes.Conv_I4);
    }

    /// <summary>A register is as wide as an instruction's type; in loads, stores and conversions it may be wider.</summary>
    private void CheckWidth(PtxInstruction instruction, PtxOperand operand, PtxType type, bool mayBeWider)
    {
        PtxType register = TypeOf(instruction, operand);
        bool isWide = register.Bits > type.Bits && mayBeWider;
        if ((register.Kind == PtxKind.Predicate) != (type.Kind == PtxKind.Predicate) || (register.Bits != type.Bits && !isWide))
            throw instruction.Unsupported($"{operand.Text} holds {register.Bits} bits, not {type.Bits}");
    }

    private void Reinterpret(PtxInstruction instruction, PtxType from)
    {
        if (from.Bits != 32) throw instruction.Unsupported("only 32 bits are a float");
        if (from.IsFloat) Call(PtxOperations.BitsOf);
        else Call(PtxOperations.FloatOf);
    }

    /// <summary>The local that stands for a declared register.</summary>
    public LocalBuilder LocalOf(string name)
    {
        PtxType type = function.Registers[name];
        if (!locals.TryGetValue(name, out LocalBuilder? local))
            locals[name] = local = il.DeclareLocal(type.IsFloat ? typeof(float) : type.Bits == 64 ? typeof(long) : typeof(int));
        return local;
    }
}
