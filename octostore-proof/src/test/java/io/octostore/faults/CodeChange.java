package io.octostore.faults;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * A change by the names of the code: either a method does something else, or one of the
 * calls in a method does. What is done instead is a static method of the class
 * {@code Mutations} in the package of the changed class, or nothing.
 */
final class CodeChange implements Change {

	private final String type;

	private final String method;

	private final @Nullable String callee;

	private final @Nullable String instead;

	CodeChange(String type, String method, @Nullable String callee, @Nullable String instead) {
		this.type = "io.octostore." + type;
		this.method = method;
		this.callee = callee;
		this.instead = instead;
	}

	@Override
	public String type() {
		return this.type;
	}

	@Override
	public byte[] apply(String mutant, byte[] original, Classes classes) {
		byte[] mutations = (this.instead != null) ? classes.read(mutations().replace('/', '.')) : null;
		Set<String> replacements = (mutations != null) ? methods(mutations) : Set.of();
		ClassReader reader = new ClassReader(original);
		ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
		Rewriter rewriter = new Rewriter(writer, replacements);
		reader.accept(rewriter, 0);
		if (rewriter.changes == 0) {
			throw new MutantMisfitException("There is nothing to change: " + this.type + "." + this.method
					+ ((this.callee != null) ? " does not call " + this.callee : " does not exist"));
		}
		return writer.toByteArray();
	}

	/**
	 * Name and descriptor of each method of a class.
	 */
	private static Set<String> methods(byte[] type) {
		Set<String> methods = new HashSet<>();
		new ClassReader(type).accept(new ClassVisitor(Opcodes.ASM9) {

			@Override
			public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
					@Nullable String signature, String @Nullable [] exceptions) {
				methods.add(name + descriptor);
				return null;
			}

		}, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
		return methods;
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

		private final Set<String> replacements;

		private String owner = "";

		Rewriter(ClassVisitor next, Set<String> replacements) {
			super(Opcodes.ASM9, next);
			this.replacements = replacements;
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
			String callee = CodeChange.this.callee;
			if (callee == null) {
				if (!name.equals(CodeChange.this.method)) {
					return next;
				}
				this.changes++;
				writeBody(next, (access & Opcodes.ACC_STATIC) != 0, descriptor);
				return null;
			}
			boolean inside = name.equals(CodeChange.this.method)
					|| name.startsWith("lambda$" + CodeChange.this.method + "$");
			return inside ? new Calls(next, callee) : next;
		}

		private void writeBody(MethodVisitor visitor, boolean isStatic, String descriptor) {
			Type result = Type.getReturnType(descriptor);
			visitor.visitCode();
			if (CodeChange.this.instead == null) {
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
				callInstead(visitor, CodeChange.this.instead, staticDescriptor(isStatic, this.owner, descriptor));
				visitor.visitInsn(result.getOpcode(Opcodes.IRETURN));
			}
			visitor.visitMaxs(0, 0);
			visitor.visitEnd();
		}

		private void callInstead(MethodVisitor visitor, String instead, String descriptor) {
			if (!this.replacements.contains(instead + descriptor)) {
				throw new MutantMisfitException(mutations().replace('/', '.') + " has no " + instead + descriptor);
			}
			visitor.visitMethodInsn(Opcodes.INVOKESTATIC, mutations(), instead, descriptor, false);
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
				if (CodeChange.this.instead != null) {
					callInstead(this.mv, CodeChange.this.instead, staticDescriptor(isStatic, target, descriptor));
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

}
