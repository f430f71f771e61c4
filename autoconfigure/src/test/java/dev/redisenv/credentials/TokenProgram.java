package dev.redisenv.credentials;

import java.util.Objects;
import java.util.concurrent.Callable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.google.auth.oauth2.GoogleCredentials;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Prints the token that a cloud's own library finds with its defaults, twice.
 */
final class TokenProgram {

	private TokenProgram() {
	}

	public static void main(String[] args) throws Exception {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
		long begin = System.nanoTime();
		Callable<String> library = library(args[0]);
		print(library, begin);
		print(library, System.nanoTime());
		// Libraries keep threads of their own
		System.exit(0);
	}

	private static void print(Callable<String> library, long begin) throws Exception {
		System.out.println("token=" + library.call());
		System.out.println("millis=" + (System.nanoTime() - begin) / 1_000_000);
	}

	private static Callable<String> library(String name) throws Exception {
		switch (name) {
			case "aws" -> {
				DefaultCredentialsProvider keys = DefaultCredentialsProvider.builder().build();
				return () -> ((AwsSessionCredentials) keys.resolveCredentials()).sessionToken();
			}
			case "gcp" -> {
				GoogleCredentials credentials = GoogleCredentials.getApplicationDefault()
					.createScoped("https://www.googleapis.com/auth/cloud-platform");
				return () -> {
					credentials.refreshIfExpired();
					return Objects.requireNonNull(credentials.getAccessToken()).getTokenValue();
				};
			}
			case "azure" -> {
				TokenCredential credential = new DefaultAzureCredentialBuilder().build();
				TokenRequestContext request = new TokenRequestContext().addScopes("https://redis.azure.com/.default");
				return () -> credential.getTokenSync(request).getToken();
			}
			default -> throw new IllegalArgumentException("'name' must be that of a cloud");
		}
	}

}
