package io.octostore.etcd;

/**
 * A request to whichever endpoint answers it.
 * <p>
 * {@code toString} shows no body, which may hold secrets.
 *
 * @param operation what is asked for
 * @param subject what it is for, for people: "Acquire of lock 'a'"
 * @param body the JSON body
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Call(Operation operation, String subject, byte[] body) {

	@Override
	public String toString() {
		return "Call[" + this.subject + "]";
	}

}
