package io.carillon.http;

import io.carillon.schedule.Edit;
import io.carillon.schedule.Promise;
import io.carillon.schedule.PromiseEdit;

/** Reads what a group promises (contract 1, <i>To the device and back</i>). */
final class PromiseBody {
    private PromiseBody() {}

    static Promise read(Field body) {
        return edit(body).of(Promise.PLAIN);
    }

    static PromiseEdit edit(Field body) {
        return new PromiseEdit(
                seconds(body, "valid_for", Promise.LEAST_VALID, Promise.MOST_VALID),
                body.edit("latest_only", Field::bool),
                body.edit("confirm", Field::bool),
                seconds(body, "retry_every", Promise.LEAST_RETRY, Promise.MOST_RETRY));
    }

    private static Edit<Integer> seconds(Field body, String name, int least, int most) {
        return body.edit(name, field -> field.number(least, most));
    }
}
