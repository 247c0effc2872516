import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Build step: spells out in our classes what javac leaves to the running JVM, switches over types and the {@code equals}, {@code hashCode} and
 * {@code toString} of records.
 *
 * <p>For each of them javac writes an {@code invokedynamic}, and the JVM makes classes for it when it is first met. No cache keeps those (JDK 25
 * keeps them for lambdas and joined strings only): an analysis of a small bundle makes 250 of them, a tenth of its time, and what is made for a
 * record as chains of method handles is slow where the first compiler does all the work. What is written instead does the same, to the letter of
 * {@code java.lang.runtime.SwitchBootstraps} and {@code ObjectMethods}; a switch with a constant among its labels is left as it is.
 *
 * <p>Argument: a folder of classes, changed in place. Runs as a single source file with ASM as class path.
 */
final class SpellOut {
    public static void main(String[] args) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(args[0]))) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            byte[] original = Files.readAllBytes(file);
            var reader = new ClassReader(original);
            var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            var speller = new Speller(writer);
            reader.accept(speller, 0);
            if (!speller.methods.isEmpty()) {
                Files.write(file, writer.toByteArray());
            }
        }
    }

    /** Copies a class. Each of those calls becomes one of a method of its own. */
    private static final class Speller extends ClassVisitor {
        private final List<Runnable> methods = new ArrayList<>();
        private String owner = "";
        private String simpleName = "";
        private boolean isInterface;

        Speller(ClassVisitor copy) {
            super(Opcodes.ASM9, copy);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            owner = name;
            simpleName = name.substring(name.lastIndexOf('/') + 1);
            isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(version, access, name, signature, parent, interfaces);
        }

        @Override
        public void visitInnerClass(String name, String outer, String inner, int access) {
            if (name.equals(owner)) {
                simpleName = inner;
            }
            super.visitInnerClass(name, outer, inner, access);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, type, signature, thrown)) {
                @Override
                public void visitInvokeDynamicInsn(String name, String type, Handle maker, Object... constants) {
                    String spelled = "spelled$" + methods.size();
                    switch (maker.getOwner() + " " + name) {
                        case "java/lang/runtime/SwitchBootstraps typeSwitch" -> {
                            if (!Arrays.stream(constants).allMatch(Type.class::isInstance)) {
                                super.visitInvokeDynamicInsn(name, type, maker, constants);
                                return;
                            }
                            methods.add(() -> typeSwitch(method(spelled, type), constants));
                        }
                        case "java/lang/runtime/ObjectMethods equals" ->
                            methods.add(() -> equality(method(spelled, type), fields(constants)));
                        case "java/lang/runtime/ObjectMethods hashCode" ->
                            methods.add(() -> hash(method(spelled, type), fields(constants)));
                        case "java/lang/runtime/ObjectMethods toString" ->
                            methods.add(() -> text(method(spelled, type), fields(constants)));
                        default -> {
                            super.visitInvokeDynamicInsn(name, type, maker, constants);
                            return;
                        }
                    }
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, spelled, type, isInterface);
                }
            };
        }

        @Override
        public void visitEnd() {
            methods.forEach(Runnable::run);
            super.visitEnd();
        }

        private MethodVisitor method(String name, String type) {
            int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
            MethodVisitor code = super.visitMethod(access, name, type, null, null);
            code.visitCode();
            return code;
        }

        /** The first label from the one in the second variable on that the value is of; -1 for null, their number when it is of none. */
        private void typeSwitch(MethodVisitor code, Object... labels) {
            Label some = new Label();
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitJumpInsn(Opcodes.IFNONNULL, some);
            code.visitInsn(Opcodes.ICONST_M1);
            code.visitInsn(Opcodes.IRETURN);
            land(code, some);
            for (int at = 0; at < labels.length; at++) {
                Label next = new Label();
                code.visitVarInsn(Opcodes.ILOAD, 1);
                code.visitIntInsn(Opcodes.SIPUSH, at);
                code.visitJumpInsn(Opcodes.IF_ICMPGT, next);
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitTypeInsn(Opcodes.INSTANCEOF, ((Type) labels[at]).getInternalName());
                code.visitJumpInsn(Opcodes.IFEQ, next);
                code.visitIntInsn(Opcodes.SIPUSH, at);
                code.visitInsn(Opcodes.IRETURN);
                land(code, next);
            }
            code.visitIntInsn(Opcodes.SIPUSH, labels.length);
            end(code, Opcodes.IRETURN);
        }

        private void equality(MethodVisitor code, List<Handle> fields) {
            Label equal = new Label();
            Label different = new Label();
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitJumpInsn(Opcodes.IF_ACMPEQ, equal);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitTypeInsn(Opcodes.INSTANCEOF, owner);
            code.visitJumpInsn(Opcodes.IFEQ, different);
            for (Handle field : fields) {
                Type type = load(code, field, 0);
                load(code, field, 1);
                switch (type.getSort()) {
                    case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT ->
                        code.visitJumpInsn(Opcodes.IF_ICMPNE, different);
                    case Type.LONG -> {
                        code.visitInsn(Opcodes.LCMP);
                        code.visitJumpInsn(Opcodes.IFNE, different);
                    }
                    case Type.FLOAT, Type.DOUBLE -> {
                        call(code, box(type), "compare", type.getDescriptor().repeat(2), "I");
                        code.visitJumpInsn(Opcodes.IFNE, different);
                    }
                    default -> {
                        call(code, "java/util/Objects", "equals", "Ljava/lang/Object;Ljava/lang/Object;", "Z");
                        code.visitJumpInsn(Opcodes.IFEQ, different);
                    }
                }
            }
            land(code, equal);
            code.visitInsn(Opcodes.ICONST_1);
            code.visitInsn(Opcodes.IRETURN);
            land(code, different);
            code.visitInsn(Opcodes.ICONST_0);
            end(code, Opcodes.IRETURN);
        }

        private void hash(MethodVisitor code, List<Handle> fields) {
            code.visitInsn(Opcodes.ICONST_0);
            for (Handle field : fields) {
                code.visitIntInsn(Opcodes.BIPUSH, 31);
                code.visitInsn(Opcodes.IMUL);
                Type type = load(code, field, 0);
                if (primitive(type)) {
                    call(code, box(type), "hashCode", type.getDescriptor(), "I");
                } else {
                    call(code, "java/util/Objects", "hashCode", "Ljava/lang/Object;", "I");
                }
                code.visitInsn(Opcodes.IADD);
            }
            end(code, Opcodes.IRETURN);
        }

        private void text(MethodVisitor code, List<Handle> fields) {
            code.visitTypeInsn(Opcodes.NEW, "java/lang/StringBuilder");
            code.visitInsn(Opcodes.DUP);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/StringBuilder", "<init>", "()V", false);
            String before = simpleName + "[";
            for (Handle field : fields) {
                append(code, before + field.getName() + "=");
                Type type = load(code, field, 0);
                String described = switch (type.getSort()) {
                    case Type.BYTE, Type.SHORT -> "I";
                    case Type.ARRAY, Type.OBJECT -> "Ljava/lang/Object;";
                    default -> type.getDescriptor();
                };
                append(code, Type.getType(described));
                before = ", ";
            }
            append(code, fields.isEmpty() ? before + "]" : "]");
            code.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL, "java/lang/StringBuilder", "toString", "()Ljava/lang/String;", false);
            end(code, Opcodes.ARETURN);
        }

        private static void append(MethodVisitor code, String constant) {
            code.visitLdcInsn(constant);
            append(code, Type.getType(String.class));
        }

        private static void append(MethodVisitor code, Type type) {
            String builder = "java/lang/StringBuilder";
            String described = "(" + type.getDescriptor() + ")L" + builder + ";";
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, builder, "append", described, false);
        }

        /** What follows the record's class and the names of its components. */
        private static List<Handle> fields(Object... constants) {
            return Arrays.stream(constants).skip(2).map(Handle.class::cast).toList();
        }

        /** Pushes a component of the record in this variable. */
        private Type load(MethodVisitor code, Handle field, int variable) {
            code.visitVarInsn(Opcodes.ALOAD, variable);
            if (variable > 0) {
                code.visitTypeInsn(Opcodes.CHECKCAST, owner);
            }
            code.visitFieldInsn(Opcodes.GETFIELD, field.getOwner(), field.getName(), field.getDesc());
            return Type.getType(field.getDesc());
        }

        private static void call(MethodVisitor code, String where, String name, String takes, String gives) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, where, name, "(" + takes + ")" + gives, false);
        }

        private static boolean primitive(Type type) {
            return type.getSort() < Type.ARRAY;
        }

        private static String box(Type type) {
            return switch (type.getSort()) {
                case Type.BOOLEAN -> "java/lang/Boolean";
                case Type.CHAR -> "java/lang/Character";
                case Type.BYTE -> "java/lang/Byte";
                case Type.SHORT -> "java/lang/Short";
                case Type.INT -> "java/lang/Integer";
                case Type.LONG -> "java/lang/Long";
                case Type.FLOAT -> "java/lang/Float";
                default -> "java/lang/Double";
            };
        }

        /** A place that is jumped to, with the variables of the beginning and nothing on the stack. */
        private static void land(MethodVisitor code, Label place) {
            code.visitLabel(place);
            code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }

        private static void end(MethodVisitor code, int how) {
            code.visitInsn(how);
            code.visitMaxs(0, 0);
            code.visitEnd();
        }
    }
}
