package dev.redisenv.credentials;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * A client's link through a gate. One thread reads the client's commands, one passes the
 * server's replies as they are.
 */
final class GateLink {

	private static final String DEFAULT_USER = "default";

	// Redis since 7.2, and Valkey, forget to answer a wrong AUTH that comes while replies
	// wait to be sent, and every later reply then goes to the wrong command
	private static final List<byte[]> REFUSAL = List.of(ascii("EVAL"),
			ascii("return redis.error_reply('WRONGPASS invalid username-password pair or user is disabled.')"),
			ascii("0"));

	private final Socket client;

	private final Socket server;

	private final LogInGate gate;

	private volatile @Nullable LogIn logIn;

	private volatile @Nullable Future<?> end;

	GateLink(Socket client, Socket server, LogInGate gate) throws IOException {
		this.client = client;
		this.server = server;
		this.gate = gate;
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
	}

	void start() {
		start(() -> {
			try {
				this.server.getInputStream().transferTo(this.client.getOutputStream());
			}
			finally {
				close();
			}
		});
		start(() -> {
			try {
				commands(new BufferedInputStream(this.client.getInputStream()),
						new BufferedOutputStream(this.server.getOutputStream()));
			}
			finally {
				close();
			}
		});
	}

	/**
	 * Returns the last log-in that was good; null before the first.
	 */
	@Nullable LogIn logIn() {
		return this.logIn;
	}

	private void commands(InputStream in, OutputStream out) throws IOException {
		for (int first = in.read(); first != -1; first = in.read()) {
			if (first == '*') {
				List<byte[]> words = words(in);
				write(out, judged(words));
			}
			else {
				// A replica sends empty lines while it loads
				out.write(first);
			}
			if (in.available() == 0) {
				out.flush();
			}
		}
	}

	private static List<byte[]> words(InputStream in) throws IOException {
		int size = number(in);
		List<byte[]> words = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			in.skipNBytes(1);
			words.add(in.readNBytes(number(in)));
			in.skipNBytes(2);
		}
		return words;
	}

	private static int number(InputStream in) throws IOException {
		int number = 0;
		for (int digit = in.read(); digit >= '0' && digit <= '9'; digit = in.read()) {
			number = 10 * number + digit - '0';
		}
		in.skipNBytes(1);
		return number;
	}

	private static void write(OutputStream out, List<byte[]> words) throws IOException {
		out.write(ascii("*" + words.size() + "\r\n"));
		for (byte[] word : words) {
			out.write(ascii("$" + word.length + "\r\n"));
			out.write(word);
			out.write(ascii("\r\n"));
		}
	}

	/**
	 * Returns where the password stands; zero if there is none.
	 */
	private static int at(List<byte[]> words) {
		String command = words.isEmpty() ? "" : upper(words.get(0));
		if (command.equals("AUTH")) {
			return words.size() - 1;
		}
		if (command.equals("HELLO")) {
			for (int i = 2; i + 2 < words.size(); i++) {
				if (upper(words.get(i)).equals("AUTH")) {
					return i + 2;
				}
			}
		}
		return 0;
	}

	private List<byte[]> judged(List<byte[]> words) {
		int at = at(words);
		String user = (at > 1) ? text(words.get(at - 1)) : DEFAULT_USER;
		if (at == 0 || !this.gate.isFor(user)) {
			return words;
		}
		LogIn shown = new LogIn(this.client.getPort(), user, text(words.get(at)), Instant.now());
		boolean good = this.gate.judge(this, shown);
		if (!good && this.logIn != null) {
			return REFUSAL;
		}
		List<byte[]> judged = new ArrayList<>(words);
		String password = good ? this.gate.password() : this.gate.password() + "-refused";
		judged.set(at, password.getBytes(StandardCharsets.UTF_8));
		return judged;
	}

	/**
	 * Takes note of a good log-in.
	 * @param end when this link closes; null if never
	 */
	void accepted(LogIn shown, @Nullable Future<?> end) {
		this.logIn = shown;
		Future<?> earlier = this.end;
		if (earlier != null) {
			earlier.cancel(false);
		}
		this.end = end;
	}

	private static String upper(byte[] word) {
		return text(word).toUpperCase(Locale.ROOT);
	}

	private static String text(byte[] word) {
		return new String(word, StandardCharsets.UTF_8);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	void close() {
		this.gate.closed(this);
		try (this.client; this.server) {
			// Both, whatever happens
		}
		catch (IOException ex) {
			// One of both sides is gone already
		}
	}

	static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// One of both sides closed its socket
			}
		}, "log-in-gate");
		thread.setDaemon(true);
		thread.start();
	}

	interface Work {

		void run() throws IOException;

	}

}
