package io.carillon.wakeup;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.UserId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Statements on the table {@code binding}. Callers lock a device's row before they change its bindings. */
record BindingTable(Sql sql) {
    /** A user bound to a device. */
    record Binding(UserId user, DeviceId device) {}

    private static final Bulk<Binding> BIND = Bulk.<Binding>of(
                    """
                    insert into binding (user_id, device_id) select v.user_id, v.device_id from {rows}
                    on conflict (user_id, device_id) do nothing""",
                    """
                    merge into binding as t using {rows} on t.user_id = v.user_id and t.device_id = v.device_id
                    when not matched then insert (user_id, device_id) values (v.user_id, v.device_id)""")
            .text("user_id", binding -> binding.user().value())
            .text("device_id", binding -> binding.device().value());

    private static final Bulk<Binding> UNBIND = Bulk.<Binding>delete(
                    "binding", "t.user_id = v.user_id and t.device_id = v.device_id")
            .text("user_id", binding -> binding.user().value())
            .text("device_id", binding -> binding.device().value());

    private static final Bulk<DeviceId> CLEAR =
            Bulk.<DeviceId>delete("binding", "t.device_id = v.device_id").text("device_id", DeviceId::value);

    private static final Comparator<Binding> IN_ORDER = Comparator.comparing(
                    (Binding binding) -> binding.device().value())
            .thenComparing(binding -> binding.user().value());

    void bind(Collection<Binding> bindings) throws SQLException {
        BIND.write(sql, inOrder(bindings));
    }

    void unbind(Collection<Binding> bindings) throws SQLException {
        UNBIND.write(sql, inOrder(bindings));
    }

    void clear(Set<DeviceId> devices) throws SQLException {
        CLEAR.write(sql, devices);
    }

    private static List<Binding> inOrder(Collection<Binding> bindings) {
        return bindings.stream().sorted(IN_ORDER).toList();
    }
}
