package io.octostore.embedded;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where webhooks may lead.
 *
 * @param privateNetworks whether addresses that are not public are allowed
 * @param certificates what to trust instead of the well-known authorities, if not empty
 */
record WebhookTrust(boolean privateNetworks, List<X509Certificate> certificates) {

	static final WebhookTrust PUBLIC = new WebhookTrust(false, List.of());

}
