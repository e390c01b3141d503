package dev.penstock;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.TableFormat;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Jobs, as a client of the HTTP API. Blocks.
///
/// - **Fails** by throwing `INVALID` for what the service refuses as the caller's fault,
///   `UNAVAILABLE` for every other failure.
final class JobClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// A service that is started again goes on with its jobs.
  private static final int MOST_ATTEMPTS = 60;

  private static final long PAUSE_MILLIS = 1_000;
  private static final int SECONDS_BETWEEN_LINES = 2;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String service;

  /// @param service such as `http://127.0.0.1:6566`
  JobClient(String service) {
    this.service = service.endsWith("/") ? service.substring(0, service.length() - 1) : service;
  }

  /// Starts a job.
  ///
  /// @param path with its query
  /// @return what the service says of it: its `job_id`
  JsonObject start(String path, JsonObject body) throws InterruptedException {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode()))
            .build();
    try {
      return accepted(client.send(request, BodyHandlers.ofString()));
    } catch (IOException failure) {
      throw unreachable(failure);
    }
  }

  /// Starts a job that joins rows of a file.
  ///
  /// @param path with its query
  /// @param sent what the file is
  /// @param wanted what the result is to be
  JsonObject retrieve(String path, Path file, TableFormat sent, TableFormat wanted)
      throws InterruptedException {
    try {
      var request =
          request(path)
              .header("Content-Type", sent.contentType())
              .header("Accept", wanted.contentType())
              .header("Prefer", "respond-async")
              .POST(BodyPublishers.ofFile(file))
              .build();
      return accepted(client.send(request, BodyHandlers.ofString()));
    } catch (IOException failure) {
      throw unreachable(failure);
    }
  }

  /// Fetches what a job has left, into a file that is there only when it is whole.
  ///
  /// @return its length in bytes
  long result(String id, Path file) throws InterruptedException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      var answer =
          client.send(request("/jobs/" + id + "/result").GET().build(), BodyHandlers.ofFile(part));
      if (answer.statusCode() != 200) {
        throw new PushException(
            FailureKind.UNAVAILABLE,
            "%d: %s".formatted(answer.statusCode(), Files.readString(part)));
      }
      // The other way of replacing puts a file in the place of an empty directory.
      Path _ = Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return Files.size(file);
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE,
          "the rows of job %s do not get into %s: %s; they stay at %s/jobs/%s/result"
              .formatted(id, file, Reasons.of(failure), service, id),
          failure);
    } finally {
      try {
        boolean _ = Files.deleteIfExists(part);
      } catch (IOException left) {
        System.err.println("penstock: " + part + " is left behind: " + Main.reason(left));
      }
    }
  }

  /// How far a job is: once it has ended, or after some seconds. While the service does not answer,
  /// it is asked again.
  private JsonObject job(String id, int seconds) throws InterruptedException {
    var request = request("/jobs/" + id).header("Prefer", "wait=" + seconds).GET().build();
    for (int attempt = 1; ; attempt++) {
      try {
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 503 || attempt == MOST_ATTEMPTS) {
          return accepted(answer);
        }
      } catch (IOException failure) {
        if (attempt == MOST_ATTEMPTS) {
          throw unreachable(failure);
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /// Has a job done, and fetches what it has found.
  ///
  /// @param path with its query
  /// @param told of the job whenever it has come further
  /// @return empty when it has failed, or was stopped
  Optional<JsonObject> report(String path, JsonObject body, Consumer<JsonObject> told)
      throws InterruptedException {
    String id = start(path, body).getString("job_id");
    return follow(id, told) ? Optional.of(result(id)) : Optional.empty();
  }

  /// What a job that is done has left.
  private JsonObject result(String id) throws InterruptedException {
    var request = request("/jobs/" + id + "/result").GET().build();
    try {
      return accepted(client.send(request, BodyHandlers.ofString()));
    } catch (IOException failure) {
      throw unreachable(failure);
    }
  }

  /// Waits until a job has ended.
  ///
  /// @param told of it whenever it has come further
  /// @return whether it is done; otherwise it has failed, or was stopped
  boolean follow(String id, Consumer<JsonObject> told) throws InterruptedException {
    while (true) {
      var job = job(id, SECONDS_BETWEEN_LINES);
      told.accept(job);
      switch (job.getString("state")) {
        case "done" -> {
          return true;
        }
        case "failed", "stopped" -> {
          return false;
        }
        default -> {}
      }
    }
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(URI.create(service + path)).timeout(PATIENCE);
    } catch (IllegalArgumentException noAddress) {
      throw new PushException(
          FailureKind.INVALID, "--url: " + service + " is no address: " + noAddress.getMessage());
    }
  }

  private JsonObject accepted(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status < 300) {
      return new JsonObject(answer.body());
    }
    boolean callersFault =
        status == 400 || status == 404 || status == 413 || status == 415 || status == 422;
    throw new PushException(
        callersFault ? FailureKind.INVALID : FailureKind.UNAVAILABLE, AnswerReason.of(answer));
  }

  private PushException unreachable(IOException cause) {
    return new PushException(
        FailureKind.UNAVAILABLE,
        service + " does not answer: " + Reasons.of(cause) + "; is Penstock served there?",
        cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
