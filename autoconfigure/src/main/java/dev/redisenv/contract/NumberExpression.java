package dev.redisenv.contract;

import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Numbers, plain or as arithmetic such as {@code 60*60*24}. The grammar is LibreChat's,
 * whose numbers are floating-point as well.
 */
final class NumberExpression {

	/**
	 * Only what can be arithmetic reaches the expression language; the length bounds its
	 * recursion.
	 */
	private static final Pattern ARITHMETIC = Pattern.compile("[0-9.+\\-*/%() ]{1,64}");

	private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

	private NumberExpression() {
	}

	static OptionalDouble evaluate(String text) {
		if (!ARITHMETIC.matcher(text).matches()) {
			return OptionalDouble.empty();
		}
		String floating = NUMBER.matcher(text).replaceAll(NumberExpression::asFloatingPoint);
		try {
			Object result = new SpelExpressionParser().parseExpression(floating).getValue();
			return (result instanceof Number number && Double.isFinite(number.doubleValue()))
					? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
		}
		catch (ParseException | EvaluationException | IllegalArgumentException | IllegalStateException ex) {
			// Not arithmetic after all, which the parser says in many ways: the caller
			// reports
			// the text.
			return OptionalDouble.empty();
		}
	}

	private static String asFloatingPoint(MatchResult number) {
		return number.group() + ((number.group(1) != null) ? "" : ".0");
	}

}
