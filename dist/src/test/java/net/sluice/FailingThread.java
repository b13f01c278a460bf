package net.sluice;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * An agent of the JVM that lets a method throw an error, once, in a certain thread. The argument is
 * {@code THREAD,CLASS,METHOD,ERROR}: the beginning of the thread's name, the binary name of the
 * class, the beginning of the method's name, the class of the error.
 */
public final class FailingThread {
  /** The message of the error, which is printed to stderr as well. */
  static final String MESSAGE = "thrown by a test";

  private static final AtomicBoolean FAILED = new AtomicBoolean();

  private static volatile String errorName;

  private FailingThread() {}

  /** Returns the option that starts a JVM with this agent. Writes a jar without classes. */
  static String option(
      Path jar, String thread, String type, String method, Class<? extends Error> error)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", FailingThread.class.getName());
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return "-javaagent:%s=%s,%s,%s,%s".formatted(jar, thread, type, method, error.getName());
  }

  /** Starts the agent. */
  public static void premain(String argument, Instrumentation instrumentation) {
    String[] parts = argument.split(",", -1);
    String type = parts[1].replace('.', '/');
    errorName = parts[3];
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> redefined,
              ProtectionDomain domain,
              byte[] content) {
            return type.equals(name) ? failing(content, parts[0], parts[2]) : null;
          }
        });
  }

  private static byte[] failing(byte[] content, String thread, String method) {
    ClassReader reader = new ClassReader(content);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor visitor =
                super.visitMethod(access, name, descriptor, signature, exceptions);
            return name.startsWith(method) ? new FailsFirst(visitor, thread) : visitor;
          }
        },
        0);
    return writer.toByteArray();
  }

  /** Calls {@link #enter} before everything else. */
  private static final class FailsFirst extends MethodVisitor {
    private final String thread;

    FailsFirst(MethodVisitor visitor, String thread) {
      super(Opcodes.ASM9, visitor);
      this.thread = thread;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      visitLdcInsn(thread);
      visitMethodInsn(
          Opcodes.INVOKESTATIC,
          Type.getInternalName(FailingThread.class),
          "enter",
          "(Ljava/lang/String;)V",
          false);
    }
  }

  /** Throws the error if this is the thread, and the first call in it. */
  public static void enter(String thread) throws ReflectiveOperationException {
    if (Thread.currentThread().getName().matches(thread + "(-\\d.*)?")
        && FAILED.compareAndSet(false, true)) {
      System.err.println(MESSAGE); // libraries wrap the error and do not print it
      throw Class.forName(errorName)
          .asSubclass(Error.class)
          .getConstructor(String.class)
          .newInstance(MESSAGE);
    }
  }
}
