package io.octostore.samples.reactive;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sells seats over HTTP.
 */
@RestController
class BoxOfficeController {

	private final BoxOffice boxOffice;

	BoxOfficeController(BoxOffice boxOffice) {
		this.boxOffice = boxOffice;
	}

	@PostMapping("/concerts/{concert}/seats")
	Mono<Integer> buy(@PathVariable String concert) {
		return this.boxOffice.sell(concert).switchIfEmpty(soldOut());
	}

	@PostMapping("/concerts/{concert}/groups/{count}")
	Flux<Integer> buyTogether(@PathVariable String concert, @PathVariable int count) {
		return this.boxOffice.sellTogether(concert, count).switchIfEmpty(soldOut());
	}

	private static Mono<Integer> soldOut() {
		return Mono.error(() -> new ResponseStatusException(HttpStatus.GONE, "sold out"));
	}

}
