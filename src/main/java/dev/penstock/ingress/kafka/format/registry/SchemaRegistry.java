package dev.penstock.ingress.kafka.format.registry;

import dev.penstock.config.SchemaRegistryConfig;
import dev.penstock.config.SchemaRegistryConfig.Anonymous;
import dev.penstock.config.SchemaRegistryConfig.Basic;
import dev.penstock.config.SchemaRegistryConfig.Bearer;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.format.registry.RegisteredSchema.Referenced;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a schema registry, by Confluent's API, which Apicurio has as well (`/apis/ccompat/v7`).
/// Remembers nothing. May be used on any thread.
public final class SchemaRegistry {
  private static final int MOST_REFERENCES = 500;

  /// Of one schema, with all that it builds on.
  private static final int MOST_BYTES = 8 << 20;

  private final SchemaRegistryConfig config;
  private final HttpClient http;

  public SchemaRegistry(Vertx vertx, SchemaRegistryConfig config) {
    this.config = config;
    this.http = vertx.createHttpClient(RegistryTls.options(config.tls()));
  }

  public Future<Void> close() {
    return http.close();
  }

  /// The schema of an id; empty when the registry does not know it, or not all that it builds on.
  ///
  /// - **Fails** with `UNAVAILABLE` when no server answers as a registry does, and with
  ///   [BadRecordException] for a schema that is too large.
  public Future<Optional<RegisteredSchema>> schema(long id) {
    return ask("/schemas/ids/" + id)
        .compose(found ->
            found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : withReferences(found.get()));
  }

  private Future<Optional<RegisteredSchema>> withReferences(JsonObject schema) {
    var found = new LinkedHashMap<String, String>();
    return references(schema, found)
        .map(complete ->
            complete
                ? Optional.of(
                    new RegisteredSchema(
                        schema.getString("schemaType", "AVRO"),
                        schema.getString("schema", ""),
                        found.entrySet().stream()
                            .map(other -> new Referenced(other.getKey(), other.getValue()))
                            .toList()))
                : Optional.empty());
  }

  /// Finds what a schema builds on, one after the other.
  ///
  /// @param found by name, those behind that build on others
  /// @return whether the registry has it all
  private Future<Boolean> references(JsonObject schema, Map<String, String> found) {
    Future<Boolean> all = Future.succeededFuture(true);
    for (var reference : listed(schema)) {
      all =
          all.compose(
              complete -> complete ? reference(reference, found) : Future.succeededFuture(false));
    }
    return all;
  }

  private static List<JsonObject> listed(JsonObject schema) {
    var listed = new ArrayList<JsonObject>();
    var references = schema.getJsonArray("references");
    if (references != null) {
      for (int at = 0; at < references.size(); at++) {
        listed.add(references.getJsonObject(at));
      }
    }
    return listed;
  }

  private Future<Boolean> reference(JsonObject reference, Map<String, String> found) {
    String name = reference.getString("name", "");
    if (found.containsKey(name)) {
      return Future.succeededFuture(true);
    }
    if (found.size() >= MOST_REFERENCES) {
      return Future.succeededFuture(false);
    }
    // Schemas cannot build on each other; if they did, this would end it.
    found.put(name, "");
    String subject = URLEncoder.encode(reference.getString("subject", ""), StandardCharsets.UTF_8);
    return ask("/subjects/%s/versions/%d"
            .formatted(subject.replace("+", "%20"), reference.getInteger("version", 0)))
        .compose(answer ->
            answer.isEmpty()
                ? Future.succeededFuture(false)
                : references(answer.get(), found)
                    .map(complete -> {
                      found.remove(name);
                      found.put(name, answer.get().getString("schema", ""));
                      bound(found);
                      return complete;
                    }));
  }

  private static void bound(Map<String, String> found) {
    if (found.values().stream().mapToLong(String::length).sum() > MOST_BYTES) {
      throw new BadRecordException("what it builds on is more than 8 MiB");
    }
  }

  private Future<Optional<JsonObject>> ask(String path) {
    Future<Optional<JsonObject>> answer = Future.failedFuture("no server is named");
    for (var url : config.urls()) {
      answer =
          answer.recover(before ->
              before instanceof BadRecordException ? Future.failedFuture(before) : ask(url, path));
    }
    return answer.recover(cause ->
        Future.failedFuture(cause instanceof BadRecordException ? cause : unavailable(cause)));
  }

  private Future<Optional<JsonObject>> ask(URI url, String path) {
    boolean secure = "https".equals(url.getScheme());
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(url.getHost())
            .setPort(url.getPort() < 0 ? (secure ? 443 : 80) : url.getPort())
            .setSsl(secure)
            .setURI(withoutSlash(url.getRawPath()) + path)
            .putHeader("accept", "application/vnd.schemaregistry.v1+json, application/json");
    return http.request(options)
        .compose(this::answer)
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(RegistryAnswer::found)
        .recover(cause ->
            Future.failedFuture(
                cause instanceof BadRecordException
                    ? cause
                    : new IllegalStateException(url + ": " + reason(cause), cause)));
  }

  /// With the innermost reason, such as what is wrong with a certificate.
  private String reason(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer in %d ms".formatted(config.timeout().toMillis());
    }
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String told = String.valueOf(failure.getMessage());
    return failure.getCause() == null ? told : told + ": " + root.getMessage();
  }

  /// A request that nobody waits for any more must not hold its connection: there are few.
  private Future<RegistryAnswer> answer(HttpClientRequest request) {
    return send(request)
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(givenUp -> request.reset());
  }

  private Future<RegistryAnswer> send(HttpClientRequest request) {
    switch (config.login()) {
      case Anonymous() -> {
        // Nobody in particular.
      }
      case Basic(var username, var password) ->
          request.putHeader("authorization", "Basic " + base64(username + ":" + password.value()));
      case Bearer(var token) -> request.putHeader("authorization", "Bearer " + token.value());
    }
    return request
        .send()
        .compose(response ->
            body(response).map(body -> new RegistryAnswer(response.statusCode(), body)));
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    var body = Buffer.buffer();
    Promise<Buffer> whole = Promise.promise();
    response
        .exceptionHandler(whole::tryFail)
        .handler(part -> {
          if (body.length() + part.length() > MOST_BYTES) {
            whole.tryFail(tooLarge(response));
          } else {
            body.appendBuffer(part);
          }
        })
        .endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }

  /// A registry's own answer will be as large the next time; a proxy's will not.
  private static RuntimeException tooLarge(HttpClientResponse response) {
    boolean registry =
        response.statusCode() == 200
            && String.valueOf(response.getHeader("content-type")).contains("json");
    return registry
        ? new BadRecordException("it is more than 8 MiB")
        : new IllegalStateException(
            "status " + response.statusCode() + ", and more than 8 MiB, which is no schema");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static PushException unavailable(Throwable cause) {
    return PushException.unavailable("the schema registry", cause);
  }
}
