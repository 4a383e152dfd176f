package io.octostore.samples.aheadoftime;

record Order(Customer customer, int number) {

	record Customer(String id) {
	}

}
