package dev.penstock.ingress.http;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Truth by the lax rules of Pydantic.
final class LaxBooleans {
  /// What FastAPI says of something else.
  static final String MESSAGE = "Input should be a valid boolean, unable to interpret input";

  private static final Set<String> YES = Set.of("true", "t", "yes", "y", "on", "1");
  private static final Set<String> NO = Set.of("false", "f", "no", "n", "off", "0");

  private LaxBooleans() {}

  /// Empty for a word that is neither.
  static Optional<Boolean> of(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (YES.contains(lower)) {
      return Optional.of(true);
    }
    return NO.contains(lower) ? Optional.of(false) : Optional.empty();
  }

  /// A parameter of the query; false when it is not there.
  ///
  /// - **Fails** by throwing `INVALID` for what is neither.
  static boolean parameter(HttpServerRequest request, String name) {
    String word = request.getParam(name);
    return word != null
        && of(word)
            .orElseThrow(() ->
                new InvalidRequestException(
                    List.of(
                        new Problem(
                            "bool_parsing",
                            List.of("query", name),
                            MESSAGE,
                            HttpAnswers.quoted(HttpAnswers.cut(word, 100)))),
                    1));
  }
}
