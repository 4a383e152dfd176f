package io.octostore.samples.observability;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes payments over HTTP.
 */
@RestController
class PaymentController {

	private final Payments payments;

	PaymentController(Payments payments) {
		this.payments = payments;
	}

	@PostMapping("/payments/{account}")
	String pay(@PathVariable String account) throws InterruptedException {
		return this.payments.pay(account);
	}

}
