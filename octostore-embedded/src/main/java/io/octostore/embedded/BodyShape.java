package io.octostore.embedded;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which members a JSON body has. Members that it does not name are ignored.
 */
final class BodyShape {

	private final List<Member> members = new ArrayList<>();

	private BodyShape() {
	}

	static BodyShape of(Member... members) {
		BodyShape shape = new BodyShape();
		shape.members.addAll(List.of(members));
		return shape;
	}

	/**
	 * The same shape without one of its members.
	 */
	BodyShape without(String name) {
		BodyShape shape = new BodyShape();
		this.members.stream().filter((member) -> !member.name().equals(name)).forEach(shape.members::add);
		return shape;
	}

	static Member optional(String name, Type type) {
		return new Member(name, type, false, null);
	}

	static Member required(String name, Type type) {
		return new Member(name, type, true, null);
	}

	static Member optional(String name, BodyShape nested) {
		return new Member(name, Type.OBJECT, false, nested);
	}

	static Member required(String name, BodyShape nested) {
		return new Member(name, Type.OBJECT, true, nested);
	}

	@Nullable Member member(String name) {
		for (Member member : this.members) {
			if (member.name().equals(name)) {
				return member;
			}
		}
		return null;
	}

	List<Member> members() {
		return this.members;
	}

	enum Type {

		/** An integer of 32 bits without a sign. */
		UNSIGNED, TEXT, FLAG, UUID, TEXTS, OBJECT

	}

	/**
	 * A member that the body may have.
	 *
	 * @param name its name
	 * @param type the type of its value
	 * @param required whether it must be there
	 * @param nested the shape of its value, if that is an object
	 */
	record Member(String name, Type type, boolean required, @Nullable BodyShape nested) {

	}

}
