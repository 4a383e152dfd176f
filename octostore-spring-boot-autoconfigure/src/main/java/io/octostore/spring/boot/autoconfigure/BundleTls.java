package io.octostore.spring.boot.autoconfigure;

import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * TLS settings of an SSL bundle that may be replaced by another one.
 *
 * @since 0.1.0
 */
public final class BundleTls {

	private final Supplier<@Nullable SslBundle> source;

	private @Nullable SslBundle bundle;

	private @Nullable SSLContext context;

	/**
	 * Create TLS settings.
	 * @param source gives the present bundle, {@code null} for none
	 */
	public BundleTls(Supplier<@Nullable SslBundle> source) {
		this.source = source;
	}

	/**
	 * Return the context of the present bundle.
	 * @return the same context as long as the bundle is the same, {@code null} if there
	 * is none
	 */
	public synchronized @Nullable SSLContext context() {
		SslBundle current = this.source.get();
		if (current != this.bundle) {
			this.context = (current != null) ? current.createSslContext() : null;
			this.bundle = current;
		}
		return this.context;
	}

	/**
	 * Return the protocols and ciphers of the present bundle.
	 * @return the parameters, without protocols and ciphers that the bundle does not set,
	 * {@code null} without a bundle
	 */
	public @Nullable SSLParameters parameters() {
		SslBundle current = this.source.get();
		if (current == null) {
			return null;
		}
		SSLParameters parameters = new SSLParameters();
		if (current.getOptions().getCiphers() != null) {
			parameters.setCipherSuites(current.getOptions().getCiphers());
		}
		if (current.getOptions().getEnabledProtocols() != null) {
			parameters.setProtocols(current.getOptions().getEnabledProtocols());
		}
		return parameters;
	}

}
