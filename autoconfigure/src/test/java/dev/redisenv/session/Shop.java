package dev.redisenv.session;

import java.io.Serializable;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with a session.
 */
@Configuration(proxyBeanMethods = false)
@Import(Shop.Requests.class)
class Shop {

	/**
	 * What a request waits for in {@code /slow}.
	 */
	static final class Gate {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch open = new CountDownLatch(1);

	}

	static final class Basket implements Serializable {

		private static final long serialVersionUID = 1;

		private int apples;

	}

	@RestController
	static class Requests {

		private final ObjectProvider<Gate> gate;

		Requests(ObjectProvider<Gate> gate) {
			this.gate = gate;
		}

		@PostMapping("/read")
		String read(HttpServletRequest request, @RequestParam String name) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.valueOf(session.getAttribute(name)) : "no session";
		}

		@PostMapping("/names")
		String names(HttpSession session) {
			return Collections.list(session.getAttributeNames()).stream().sorted().toList().toString();
		}

		@PostMapping("/write")
		void write(HttpSession session, @RequestParam String name, @RequestParam String value) {
			session.setAttribute(name, value);
		}

		@PostMapping("/remove")
		void remove(HttpSession session, @RequestParam String name) {
			session.removeAttribute(name);
		}

		@PostMapping("/buy")
		void buy(HttpSession session) {
			Basket basket = (Basket) session.getAttribute("basket");
			if (basket == null) {
				session.setAttribute("basket", new Basket());
			}
			else {
				basket.apples++;
			}
		}

		@PostMapping("/apples")
		int apples(HttpSession session) {
			Basket basket = (@Nullable Basket) session.getAttribute("basket");
			return (basket != null) ? basket.apples : -1;
		}

		@PostMapping("/interval")
		void interval(HttpSession session, @RequestParam int seconds) {
			session.setMaxInactiveInterval(seconds);
		}

		@PostMapping("/login")
		void login(HttpServletRequest request) {
			request.changeSessionId();
		}

		@PostMapping("/logout")
		void logout(HttpSession session) {
			session.invalidate();
		}

		@PostMapping("/slow")
		void slow(HttpSession session, @RequestParam boolean write) throws InterruptedException {
			Gate gate = this.gate.getObject();
			gate.entered.countDown();
			gate.open.await();
			if (write) {
				session.setAttribute("slow", "written");
			}
		}

	}

}
