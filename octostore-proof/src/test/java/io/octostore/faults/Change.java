package io.octostore.faults;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

import io.octostore.faults.Replacement.Call;
import io.octostore.faults.Replacement.FromTheProduct;
import io.octostore.faults.Safeguards.Site;

/**
 * One change to a compiled class of the product: a safeguard, which goes by the name of
 * its rule, does something else. The method keeps its place and calls the mutant's
 * {@link Replacement}; what it did before is kept beside it. Public for the changed
 * classes.
 */
public final class Change {

	/** Those of the mutant whose class loader has loaded this class. */
	private static final Map<String, Replacement> REPLACEMENTS = new ConcurrentHashMap<>();

	private final String rule;

	private final @Nullable Replacement replacement;

	private Change(String rule, @Nullable Replacement replacement) {
		this.rule = rule;
		this.replacement = replacement;
	}

	/**
	 * Break a rule.
	 * @param rule the name of the safeguard
	 * @param replacement what is done instead
	 */
	static Change of(String rule, Replacement replacement) {
		return new Change(rule, replacement);
	}

	/**
	 * Drop a rule: its safeguard does nothing and returns nothing, zero or false.
	 * @param rule the name of the safeguard
	 */
	static Change without(String rule) {
		return new Change(rule, null);
	}

	String rule() {
		return this.rule;
	}

	Replacement replacement() {
		return Objects.requireNonNull(this.replacement, this.rule);
	}

	/**
	 * Name of the class to be changed.
	 * @throws MutantMisfitException if there is no such safeguard
	 */
	String type() {
		return Safeguards.all().site(this.rule).type();
	}

	/**
	 * Change the class.
	 * @param mutant the mutant that this is a part of
	 * @param original the class as it was
	 * @return the class as it is to be
	 */
	byte[] apply(String mutant, byte[] original) {
		Site site = Safeguards.all().site(this.rule);
		ClassReader reader = new ClassReader(original);
		ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
		reader.accept(new Rewriter(writer, mutant, site), 0);
		return writer.toByteArray();
	}

	private static String original(String rule) {
		return "original$" + rule;
	}

	/**
	 * Called by changed classes in the place of a safeguard.
	 * @param mutant the mutant that is running
	 * @param rule the rule
	 * @param target the object whose method was called, if it is not static
	 * @param arguments what it was called with
	 * @param type the class of the method
	 * @param result what it returns, {@link Void} for nothing
	 */
	public static @Nullable Object instead(String mutant, String rule, @Nullable Object target, Object[] arguments,
			Class<?> type, Class<?> result) throws Throwable {
		try {
			Replacement replacement = REPLACEMENTS.computeIfAbsent(rule,
					(key) -> Mutant.valueOf(mutant).replacement(key));
			return result.cast(replacement.call(new Call(target, arguments, type, original(rule))));
		}
		catch (FromTheProduct ex) {
			throw ex.getCause();
		}
		catch (Throwable ex) {
			MutantMisfitException misfit = new MutantMisfitException("What '" + rule + "' is replaced by fails", ex);
			MutantLoader.report(misfit);
			throw misfit;
		}
	}

	/**
	 * Keeps the method under another name and writes a new one in its place.
	 */
	private final class Rewriter extends ClassVisitor {

		private final String mutant;

		private final Site site;

		private String owner = "";

		Rewriter(ClassVisitor next, String mutant, Site site) {
			super(Opcodes.ASM9, next);
			this.mutant = mutant;
			this.site = site;
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
			if (!name.equals(this.site.method()) || !descriptor.equals(this.site.descriptor())) {
				return super.visitMethod(access, name, descriptor, signature, exceptions);
			}
			boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
			MethodVisitor visitor = super.visitMethod(access, name, descriptor, signature, exceptions);
			visitor.visitCode();
			if (Change.this.replacement == null) {
				visitor.visitInsn(nothing(Type.getReturnType(descriptor)));
			}
			else {
				callInstead(visitor, isStatic, descriptor);
			}
			visitor.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
			visitor.visitMaxs(0, 0);
			visitor.visitEnd();
			int hidden = Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC | (isStatic ? Opcodes.ACC_STATIC : 0);
			return super.visitMethod(hidden, original(Change.this.rule), descriptor, null, exceptions);
		}

		private static int nothing(Type type) {
			return switch (type.getSort()) {
				case Type.VOID -> Opcodes.NOP;
				case Type.LONG -> Opcodes.LCONST_0;
				case Type.DOUBLE -> Opcodes.DCONST_0;
				case Type.FLOAT -> Opcodes.FCONST_0;
				case Type.OBJECT, Type.ARRAY -> Opcodes.ACONST_NULL;
				default -> Opcodes.ICONST_0;
			};
		}

		private void callInstead(MethodVisitor visitor, boolean isStatic, String descriptor) {
			visitor.visitLdcInsn(this.mutant);
			visitor.visitLdcInsn(Change.this.rule);
			if (isStatic) {
				visitor.visitInsn(Opcodes.ACONST_NULL);
			}
			else {
				visitor.visitVarInsn(Opcodes.ALOAD, 0);
			}
			packArguments(visitor, isStatic ? 0 : 1, Type.getArgumentTypes(descriptor));
			visitor.visitLdcInsn(Type.getObjectType(this.owner));
			Type result = Type.getReturnType(descriptor);
			visitor.visitLdcInsn(boxed(result));
			visitor.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(Change.class), "instead",
					"(Ljava/lang/String;Ljava/lang/String;Ljava/lang/Object;[Ljava/lang/Object;"
							+ "Ljava/lang/Class;Ljava/lang/Class;)Ljava/lang/Object;",
					false);
			unbox(visitor, result);
		}

		private static void packArguments(MethodVisitor visitor, int firstLocal, Type[] arguments) {
			visitor.visitIntInsn(Opcodes.BIPUSH, arguments.length);
			visitor.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
			int local = firstLocal;
			for (int index = 0; index < arguments.length; index++) {
				Type argument = arguments[index];
				visitor.visitInsn(Opcodes.DUP);
				visitor.visitIntInsn(Opcodes.BIPUSH, index);
				visitor.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
				if (isPrimitive(argument)) {
					Type boxed = boxed(argument);
					visitor.visitMethodInsn(Opcodes.INVOKESTATIC, boxed.getInternalName(), "valueOf",
							"(" + argument.getDescriptor() + ")" + boxed.getDescriptor(), false);
				}
				visitor.visitInsn(Opcodes.AASTORE);
				local += argument.getSize();
			}
		}

		private static void unbox(MethodVisitor visitor, Type result) {
			if (result.getSort() == Type.VOID) {
				visitor.visitInsn(Opcodes.POP);
				return;
			}
			visitor.visitTypeInsn(Opcodes.CHECKCAST, boxed(result).getInternalName());
			if (isPrimitive(result)) {
				visitor.visitMethodInsn(Opcodes.INVOKEVIRTUAL, boxed(result).getInternalName(),
						result.getClassName() + "Value", "()" + result.getDescriptor(), false);
			}
		}

		private static boolean isPrimitive(Type type) {
			return type.getSort() < Type.ARRAY;
		}

		private static Type boxed(Type type) {
			return switch (type.getSort()) {
				case Type.VOID -> Type.getType(Void.class);
				case Type.BOOLEAN -> Type.getType(Boolean.class);
				case Type.INT -> Type.getType(Integer.class);
				case Type.LONG -> Type.getType(Long.class);
				case Type.DOUBLE -> Type.getType(Double.class);
				default -> type;
			};
		}

	}

}
