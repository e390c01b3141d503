package dev.penstock.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Error bodies against those that Feast's own error classes make.
class ErrorBodiesTest {
  private static final JsonObject GOLDEN = golden();

  private final HttpAnswers answers = new HttpAnswers(false);

  @ParameterizedTest
  @CsvSource({
    "push_source_unknown, PUSH_SOURCE_NOT_FOUND, 'no push source named é'",
    "view_unknown, FEATURE_VIEW_NOT_FOUND, 'no view \"x\"'"
  })
  void theBodyIsFeastsToTheLetter(String id, FailureKind kind, String message) {
    var expected = example(id);

    var answer = answers.failure(new PushException(kind, message), "id");

    assertThat(answer.status()).isEqualTo(expected.getInteger("http_status"));
    assertThat(answer.contentType()).isEqualTo("application/json");
    assertThat(answer.body().toString()).isEqualTo(expected.getString("response_body"));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "PUSH_SOURCE_NOT_FOUND",
        "VIEW_NOT_FOUND",
        "FEATURE_VIEW_NOT_FOUND",
        "FEATURE_SERVICE_NOT_FOUND",
        "FEATURE_NAME_COLLISION"
      })
  void everyClassIsOneOfFeastsAndHasItsStatus(FailureKind kind) {
    var strict = new HttpAnswers(true);

    var answer = strict.failure(new PushException(kind, "m"), "id");

    var error = new JsonObject((String) Json.decodeValue(answer.body().toString()));
    assertThat(error.fieldNames()).containsExactly("module", "class", "message");
    assertThat(answer.status())
        .isEqualTo(statusOf(error.getString("module"), error.getString("class")));
  }

  @Test
  void inStrictModeAnyOtherFaultIsAText() {
    var strict = new HttpAnswers(true);

    var answer = strict.failure(new PushException(FailureKind.INVALID, "plain message"), "id");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body().toString())
        .isEqualTo(example("non_feast_exception").getString("response_body"));
  }

  @ParameterizedTest
  @CsvSource({"'\"Infinity\"', Infinity", "NaN, NaN", "[Infinity], [Infinity]"})
  void whatIsNoJsonIsToldAsText(String input, String told) {
    var problem = new Problem("value_error", List.of("body"), "m", input);

    var answer = answers.failure(new InvalidRequestException(List.of(problem), 1), "id");

    var detail = new JsonObject(answer.body().toString()).getJsonArray("detail");
    assertThat(detail.getJsonObject(0).getValue("input")).isEqualTo(told);
  }

  private static JsonObject example(String id) {
    return GOLDEN.getJsonArray("examples").stream()
        .map(JsonObject.class::cast)
        .filter(example -> example.getString("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static int statusOf(String module, String errorClass) {
    return GOLDEN.getJsonArray("status_by_class").stream()
        .map(JsonObject.class::cast)
        .filter(row -> row.getString("module").equals(module))
        .filter(row -> row.getString("class").equals(errorClass))
        .findFirst()
        .orElseThrow()
        .getInteger("http_status");
  }

  private static JsonObject golden() {
    try {
      return new JsonObject(
          Files.readString(Path.of("src/test/resources/golden/error_bodies.json")));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
