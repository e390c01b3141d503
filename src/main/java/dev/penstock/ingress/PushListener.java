package dev.penstock.ingress;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushRequest;

/// Is told how every push ended, so that rows can be counted.
public interface PushListener {
  /// Every target has answered.
  void pushed(PushOutcome outcome);

  /// Nothing was written, because of what is in the push.
  void refused(PushRequest request, InvalidRequestException refusal);
}
