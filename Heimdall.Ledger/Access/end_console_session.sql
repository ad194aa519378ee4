delete from heimdall.console_sessions where secret_sha256 = @secret_sha256 and kind = 'session'
