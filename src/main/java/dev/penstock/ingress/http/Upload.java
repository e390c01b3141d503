package dev.penstock.ingress.http;

import dev.penstock.model.TableFormat;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How the rows of entities are sent.
sealed interface Upload {
  String MULTIPART = "multipart/form-data";

  /// What clients say that say nothing of JSON: curl and others send a form's type by themselves.
  Set<String> JSON_TOO = Set.of("", "application/x-www-form-urlencoded");

  /// The body is the rows, and the query says what to join with them; of JSON, the body says all.
  record Plain(TableFormat format) implements Upload {}

  /// A part of the body is the rows, others say what to join with them.
  ///
  /// @param contentType with its boundary
  record Form(String contentType) implements Upload {}

  /// Empty for a content type that is not known.
  static Optional<Upload> of(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String type = type(header == null ? "" : header);
    if (type.equals(MULTIPART)) {
      return Optional.of(new Form(String.valueOf(header)));
    }
    if (JSON_TOO.contains(type) || type.endsWith("+json")) {
      return Optional.of(new Plain(TableFormat.JSON));
    }
    return TableFormat.ofContentType(type).map(Plain::new);
  }

  static Answer refusal(HttpServerRequest request) {
    return HttpAnswers.detail(
            415,
            "rows of entities are not taken as "
                + HttpAnswers.cut(request.getHeader(HttpHeaders.CONTENT_TYPE), 100)
                + "; send application/json, application/x-ndjson, text/csv,"
                + " application/vnd.apache.parquet, or multipart/form-data with one of these")
        .closing();
  }

  /// A content type without its parameters.
  static String type(String header) {
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
