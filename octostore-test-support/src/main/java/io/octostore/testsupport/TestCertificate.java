package io.octostore.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of this host that signs itself, with its key, as files in PEM format.
 */
public final class TestCertificate {

	private static final String PASSWORD = "changeit";

	private final Path folder;

	private final String name;

	private final KeyStore keyStore;

	private TestCertificate(Path folder, String name, KeyStore keyStore) {
		this.folder = folder;
		this.name = name;
		this.keyStore = keyStore;
	}

	/**
	 * Make a certificate.
	 * @param folder where its files are written
	 * @param name the name of the files, and of the certificate
	 */
	public static TestCertificate create(Path folder, String name) {
		Path keyStore = folder.resolve(name + ".p12");
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		try {
			Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "own", "-keyalg", "EC",
					"-dname", "CN=" + name, "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype",
					"PKCS12", "-keystore", keyStore.toString(), "-storepass", PASSWORD)
				.inheritIO()
				.start();
			if (process.waitFor() != 0) {
				throw new IllegalStateException("keytool made no certificate");
			}
			TestCertificate created = new TestCertificate(folder, name,
					KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()));
			created.replace(created);
			return created;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Write another certificate and its key into the files of this one.
	 */
	public void replace(TestCertificate other) {
		try {
			write(certificate(), other);
			Files.writeString(key(),
					pem("PRIVATE KEY", other.keyStore.getKey("own", PASSWORD.toCharArray()).getEncoded()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Write certificates into one file.
	 */
	public static void write(Path file, TestCertificate... certificates) {
		try {
			StringBuilder text = new StringBuilder();
			for (TestCertificate certificate : certificates) {
				text.append(pem("CERTIFICATE", certificate.keyStore.getCertificate("own").getEncoded()));
			}
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] encoded) {
		return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + type
				+ "-----\n";
	}

	/**
	 * TLS of a client.
	 * @param client shows this one
	 * @param trusted trusts this one only
	 */
	public static SSLContext context(TestCertificate client, TestCertificate trusted) {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(client.keyStore, PASSWORD.toCharArray());
			return context(keys, trusted);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * TLS of a client without a certificate, which trusts this one only.
	 */
	public SSLContext trusting() {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(null, null);
			return context(keys, this);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext context(KeyManagerFactory keys, TestCertificate trusted) throws GeneralSecurityException {
		try {
			KeyStore trust = KeyStore.getInstance("PKCS12");
			trust.load(null, null);
			trust.setCertificateEntry("other", trusted.keyStore.getCertificate("own"));
			TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trusts.init(trust);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
			return context;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Path folder() {
		return this.folder;
	}

	/**
	 * The file with the certificate.
	 */
	public Path certificate() {
		return this.folder.resolve(this.name + ".pem");
	}

	/**
	 * The file with the key.
	 */
	public Path key() {
		return this.folder.resolve(this.name + "-key.pem");
	}

}
