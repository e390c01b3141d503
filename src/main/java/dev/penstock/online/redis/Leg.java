package dev.penstock.online.redis;

import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;

/// Some commands of a [Round] on their way to one server.
///
/// @param places of the commands in the round
/// @param before what each of them, or the first, needs to be preceded by
record Leg(Node node, List<Integer> places, Before before) {
  private static final Words ASKING = Words.of(Command.ASKING);

  enum Before {
    NOTHING,
    /// The script, once.
    SCRIPT,
    /// `ASKING`, each time: the server is just being given the keys.
    ASKING
  }

  List<Words> words(List<dev.penstock.online.redis.Command> commands) {
    var words = new ArrayList<Words>(places.size() + 1);
    if (before == Before.SCRIPT) {
      words.add(RowScript.load());
    }
    for (int place : places) {
      if (before == Before.ASKING) {
        words.add(ASKING);
      }
      words.add(commands.get(place).words());
    }
    return words;
  }

  /// Where the answer to a command is among the answers.
  ///
  /// @param index of the command in [#places]
  int answerTo(int index) {
    return switch (before) {
      case NOTHING -> index;
      case SCRIPT -> index + 1;
      case ASKING -> 2 * index + 1;
    };
  }
}
