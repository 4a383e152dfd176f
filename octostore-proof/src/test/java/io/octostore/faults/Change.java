package io.octostore.faults;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * One change to a compiled class of the product, and the only one of its kind: either a
 * method does something else, or one of the calls in a method does. What is done instead
 * is a static method of the class {@code Mutations} in the package of the changed class,
 * or nothing.
 */
final class Change {

	private final String type;

	private final String method;

	private final @Nullable String callee;

	private final @Nullable String instead;

	private Change(String type, String method, @Nullable String callee, @Nullable String instead) {
		this.type = "io.octostore." + type;
		this.method = method;
		this.callee = callee;
		this.instead = instead;
	}

	/**
	 * A method does what a static method with the same parameters, after the object
	 * itself, does.
	 */
	static Change replace(String type, String method, String instead) {
		return new Change(type, method, null, instead);
	}

	/**
	 * A method does nothing and returns nothing, zero or false.
	 */
	static Change disable(String type, String method) {
		return new Change(type, method, null, null);
	}

	/**
	 * A method calls a static method instead of another one.
	 */
	static Change redirect(String type, String method, String callee, String instead) {
		return new Change(type, method, callee, instead);
	}

	/**
	 * A method does not call another one, as if that did nothing and returned nothing,
	 * zero or false.
	 */
	static Change omit(String type, String method, String callee) {
		return new Change(type, method, callee, null);
	}

	String type() {
		return this.type;
	}

	byte[] apply(byte[] original) {
		ClassReader reader = new ClassReader(original);
		ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
		Rewriter rewriter = new Rewriter(writer);
		reader.accept(rewriter, 0);
		if (rewriter.changes == 0) {
			throw new IllegalStateException("There is nothing to change: " + this.type + "." + this.method
					+ ((this.callee != null) ? " does not call " + this.callee : " does not exist"));
		}
		return writer.toByteArray();
	}

	private String mutations() {
		return this.type.substring(0, this.type.lastIndexOf('.') + 1).replace('.', '/') + "Mutations";
	}

	private static void returnNothing(MethodVisitor visitor, Type type) {
		pushNothing(visitor, type);
		visitor.visitInsn(type.getOpcode(Opcodes.IRETURN));
	}

	private static void pushNothing(MethodVisitor visitor, Type type) {
		switch (type.getSort()) {
			case Type.VOID -> {
			}
			case Type.LONG -> visitor.visitInsn(Opcodes.LCONST_0);
			case Type.DOUBLE -> visitor.visitInsn(Opcodes.DCONST_0);
			case Type.FLOAT -> visitor.visitInsn(Opcodes.FCONST_0);
			case Type.OBJECT, Type.ARRAY -> visitor.visitInsn(Opcodes.ACONST_NULL);
			default -> visitor.visitInsn(Opcodes.ICONST_0);
		}
	}

	private final class Rewriter extends ClassVisitor {

		private int changes;

		private String owner = "";

		Rewriter(ClassVisitor next) {
			super(Opcodes.ASM9, next);
		}

		@Override
		public void visit(int version, int access, String name, @Nullable String signature, @Nullable String superName,
				String @Nullable [] interfaces) {
			this.owner = name;
			super.visit(version, access, name, signature, superName, interfaces);
		}

		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
			String callee = Change.this.callee;
			if (callee == null) {
				if (!name.equals(Change.this.method)) {
					return next;
				}
				this.changes++;
				writeBody(next, (access & Opcodes.ACC_STATIC) != 0, descriptor);
				return null;
			}
			boolean inside = name.equals(Change.this.method) || name.startsWith("lambda$" + Change.this.method + "$");
			return inside ? new Calls(next, callee) : next;
		}

		private void writeBody(MethodVisitor visitor, boolean isStatic, String descriptor) {
			Type result = Type.getReturnType(descriptor);
			visitor.visitCode();
			if (Change.this.instead == null) {
				returnNothing(visitor, result);
			}
			else {
				int local = 0;
				if (!isStatic) {
					visitor.visitVarInsn(Opcodes.ALOAD, local++);
				}
				for (Type argument : Type.getArgumentTypes(descriptor)) {
					visitor.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
					local += argument.getSize();
				}
				visitor.visitMethodInsn(Opcodes.INVOKESTATIC, mutations(), Change.this.instead,
						staticDescriptor(isStatic, this.owner, descriptor), false);
				visitor.visitInsn(result.getOpcode(Opcodes.IRETURN));
			}
			visitor.visitMaxs(0, 0);
			visitor.visitEnd();
		}

		private static String staticDescriptor(boolean isStatic, String owner, String descriptor) {
			return isStatic ? descriptor : "(L" + owner + ";" + descriptor.substring(1);
		}

		/**
		 * Changes the calls to one method.
		 */
		private final class Calls extends MethodVisitor {

			private final String callee;

			Calls(MethodVisitor next, String callee) {
				super(Opcodes.ASM9, next);
				this.callee = callee;
			}

			@Override
			public void visitMethodInsn(int opcode, String target, String name, String descriptor,
					boolean isInterface) {
				if (!name.equals(this.callee)) {
					super.visitMethodInsn(opcode, target, name, descriptor, isInterface);
					return;
				}
				Rewriter.this.changes++;
				boolean isStatic = opcode == Opcodes.INVOKESTATIC;
				if (Change.this.instead != null) {
					super.visitMethodInsn(Opcodes.INVOKESTATIC, mutations(), Change.this.instead,
							staticDescriptor(isStatic, target, descriptor), false);
					return;
				}
				Type[] arguments = Type.getArgumentTypes(descriptor);
				for (int index = arguments.length - 1; index >= 0; index--) {
					visitInsn((arguments[index].getSize() == 2) ? Opcodes.POP2 : Opcodes.POP);
				}
				if (!isStatic) {
					visitInsn(Opcodes.POP);
				}
				pushNothing(this, Type.getReturnType(descriptor));
			}

		}

	}

	/**
	 * Loads the product and its tests once more, some of it changed.
	 */
	static final class Loader extends ClassLoader {

		private final Function<String, byte @Nullable []> changed;

		Loader(String name, ClassLoader parent, Function<String, byte @Nullable []> changed) {
			super(name, parent);
			this.changed = changed;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				if (!name.startsWith("io.octostore.") || name.startsWith("io.octostore.embedded.")) {
					return super.loadClass(name, resolve);
				}
				Class<?> loaded = findLoadedClass(name);
				if (loaded != null) {
					return loaded;
				}
				byte[] bytes = this.changed.apply(name);
				if (bytes == null) {
					throw new ClassNotFoundException(name);
				}
				return defineClass(name, bytes, 0, bytes.length);
			}
		}

	}

}
