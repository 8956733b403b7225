package io.carillon.wakeup;

import io.carillon.device.RootCause;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Why a database is unusable until somebody changes it, or the setting that names it. */
final class Unfit {
    static final String FOREIGN = "its schema holds tables, but none that say they are this program's";
    /** A parameter of the URL has a value unknown to the server. */
    private static final String WRONG_PARAMETER = "22023";
    /** Such a table exists already, or this user may not create it. */
    private static final String ACCESS_RULE = "42";

    private Unfit() {}

    /** Empty where the failure may be temporary. */
    static Optional<String> reason(Exception failed) {
        if (failed instanceof FlywayValidateException)
            return Optional.of("the database schema does not fit this program");
        if (failed instanceof FlywayException flyway
                && flyway.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE)
            return Optional.of(FOREIGN + ": name another database");
        boolean inVain = RootCause.chain(failed)
                .anyMatch(cause -> cause instanceof SQLException sql && isInVain(String.valueOf(sql.getSQLState())));
        return inVain ? Optional.of(Database.reason(failed)) : Optional.empty();
    }

    private static boolean isInVain(String state) {
        return state.equals(WRONG_PARAMETER) || state.startsWith(ACCESS_RULE);
    }
}
