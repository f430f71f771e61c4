package dev.redisenv.sample.value;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sets and reads values as plain text, never as HTML.
 */
@RestController
@RequestMapping("/values/{name}")
final class ValueController {

	private final Values values;

	ValueController(Values values) {
		this.values = values;
	}

	@PutMapping(consumes = MediaType.TEXT_PLAIN_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void set(@PathVariable String name, @RequestBody String text) {
		this.values.set(name, text);
	}

	@GetMapping(produces = MediaType.TEXT_PLAIN_VALUE)
	ResponseEntity<String> get(@PathVariable String name) {
		return ResponseEntity.of(this.values.get(name));
	}

}
