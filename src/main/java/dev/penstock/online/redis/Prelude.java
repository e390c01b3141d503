package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What comes before a transaction.
///
/// ```text
/// MULTI, EXEC       nothing is done: where MULTI is refused, what follows it would be
/// WATCH <lease>     where a lease has to be held
/// GET <lease>
/// ```
///
/// A process that is stopped between this and its transaction writes nothing when it wakes up too
/// late: a lease that has ended is a key that is gone, which the server sees when it comes to
/// `EXEC`.
record Prelude(Optional<LeaseLook> lease) {
  static final Words MULTI = Words.of(Command.MULTI);
  static final Words EXEC = Words.of(Command.EXEC);

  List<Words> words() {
    var words = new ArrayList<>(List.of(MULTI, EXEC));
    lease.ifPresent(look -> {
      words.add(look.watch());
      words.add(look.words());
    });
    return words;
  }

  /// Returns when the transaction may be sent.
  ///
  /// - **Fails** by throwing `LEASE_LOST`, or `UNAVAILABLE` when the server does not say what it
  ///   says when all is well.
  ///
  /// @param answers that begin with those to the words
  void expect(List<@Nullable Response> answers) {
    int size = lease.isPresent() ? 4 : 2;
    lease.ifPresent(look -> look.expectHeld(answers.get(size - 1)));
    for (Response told : answers.subList(0, size)) {
      expect(told instanceof RespText || isFlat(told), told);
    }
  }

  static boolean isFlat(@Nullable Response answer) {
    return answer instanceof RespItems items && items.isFlat();
  }

  /// - **Fails** by throwing `UNAVAILABLE` for an answer that is not as expected, or an error.
  static void expect(boolean expected, @Nullable Response answer) {
    if (!expected || (answer != null && answer.type() == ResponseType.ERROR)) {
      throw unexpected(answer);
    }
  }

  static PushException unexpected(@Nullable Response answer) {
    return new PushException(
        FailureKind.UNAVAILABLE, "redis: a transaction was answered with \"" + answer + '"');
  }
}
