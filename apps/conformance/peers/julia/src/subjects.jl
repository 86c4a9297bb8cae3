"Refuses what a server would misread or refuse. Throws `invalid_subject`."
function assert_publish_subject(subject, option = "subject")
    subject isa AbstractString || fail("invalid_subject", "$option: expected text, got $(typeof(subject))")
    isempty(subject) && fail("invalid_subject", "$option is empty; name a subject such as \"chat\"")
    isvalid(String(subject)) || fail("invalid_subject", "$option is not valid UTF-8")
    for character in subject
        (isspace(character) || iscntrl(character)) && fail("invalid_subject", "$option $(quoted(subject)) holds white space or a control character")
        character in ('*', '>') && fail("invalid_subject", "$option $(quoted(subject)) holds the wildcard $(quoted(character)); a message goes to one subject")
    end
    any(isempty, split(subject, '.')) && fail("invalid_subject", "$option $(quoted(subject)) has an empty token (a dot at an end, or two in a row)")
    return String(subject)
end

"As `assert_publish_subject`, but whole tokens may be wildcards."
function assert_subscribe_subject(subject)
    subject isa AbstractString || fail("invalid_subject", "subject: expected text, got $(typeof(subject))")
    tokens = split(subject, '.')
    assert_publish_subject(join((t == "*" || (t == ">" && i == length(tokens)) ? "x" : t for (i, t) in enumerate(tokens)), '.'))
    return String(subject)
end

"A `msg_id` that NATS carries unchanged in `Nats-Msg-Id`. Throws `invalid_config`."
function assert_msg_id(msg_id)
    (msg_id isa AbstractString && !isempty(msg_id)) || fail("invalid_config", "msg_id: expected text that is not empty, got $(quoted(msg_id))")
    (msg_id == strip(msg_id) && !occursin(r"[\r\n]", msg_id)) ||
        fail("invalid_config", "msg_id $(quoted(msg_id)) has outer white space or a line end; NATS trims it and would take it for another id")
    return text_option("msg_id", msg_id)
end
