import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Build step: copies a jar's classes with their class file version lifted to Java 8.
 *
 * <p>picocli is compiled for Java 5. The JVM keeps classes that old out of class-data archives and AOT caches, because
 * they need the old verifier, and so loads and verifies 200 classes anew at every start. With stack maps added they are
 * archived like all others: {@code --help} takes 88 ms instead of 148 (JDK 25, same machine, same hour).
 *
 * <p>Arguments: source jar, destination jar. Runs as a single source file with ASM and the source jar as class path.
 */
final class LiftClassVersion {
    public static void main(String[] args) throws IOException {
        var classes = new TreeMap<String, byte[]>();
        try (var source = new JarFile(args[0])) {
            for (var entries = source.entries(); entries.hasMoreElements(); ) {
                var entry = entries.nextElement();
                if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
                    classes.put(entry.getName(), lift(source.getInputStream(entry).readAllBytes()));
                }
            }
        }
        try (var jar = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            for (var each : classes.entrySet()) {
                var entry = new ZipEntry(each.getKey());
                entry.setTime(0);
                jar.putNextEntry(entry);
                jar.write(each.getValue());
            }
        }
    }

    private static byte[] lift(byte[] original) {
        var reader = new ClassReader(original);
        var writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        var lifter = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int version, int access, String name, String signature, String parent, String[] faces) {
                super.visit(Math.max(version, Opcodes.V1_8), access, name, signature, parent, faces);
            }
        };
        reader.accept(lifter, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
