# Base64 as peers write it: line ends, missing padding and the URL-safe alphabet are read; other characters are not.

const BASE64_ALPHABET = Vector{UInt8}("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
const BASE64_SPACE, BASE64_STRANGE, BASE64_PAD = 0xfd, 0xfe, 0xff
const BASE64_VALUES = let values = fill(BASE64_STRANGE, 256)
    for (value, byte) in enumerate(BASE64_ALPHABET)
        values[byte+1] = value - 1
    end
    values[UInt8('-')+1], values[UInt8('_')+1] = 62, 63
    for space in " \t\r\n\v\f"
        values[UInt8(space)+1] = BASE64_SPACE
    end
    values[UInt8('=')+1] = BASE64_PAD
    values
end

function base64_encode(data::Vector{UInt8})::String
    out = Base.StringVector(cld(length(data), 3) * 4)
    whole = length(data) ÷ 3
    @inbounds for group in 0:whole-1
        triple = UInt32(data[3group+1]) << 16 | UInt32(data[3group+2]) << 8 | data[3group+3]
        for place in 0:3
            out[4group+place+1] = BASE64_ALPHABET[(triple>>(18-6place)&0x3f)+1]
        end
    end
    rest = length(data) - 3whole
    if rest > 0
        triple = UInt32(data[3whole+1]) << 16 | (rest == 2 ? UInt32(data[3whole+2]) << 8 : UInt32(0))
        for place in 0:3
            out[4whole+place+1] = place <= rest ? BASE64_ALPHABET[(triple>>(18-6place)&0x3f)+1] : UInt8('=')
        end
    end
    return String(out)
end

"Throws `decode_error`."
function base64_decode(text::AbstractString)::Vector{UInt8}
    source = codeunits(String(text))
    out = Vector{UInt8}(undef, cld(length(source), 4) * 3)
    written, count, padding, bits = 0, 0, 0, UInt32(0)
    @inbounds for byte in source
        value = BASE64_VALUES[byte+1]
        if value < 64
            padding == 0 || fail("decode_error", "base64 goes on after its padding")
            bits = bits << 6 | value
            count += 1
            if count & 3 == 0
                out[written+1], out[written+2], out[written+3] = bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff
                written += 3
                bits = UInt32(0)
            end
        elseif value == BASE64_PAD
            padding += 1
        elseif value == BASE64_STRANGE
            fail("decode_error", "base64 holds $(byte < 0x80 ? repr(Char(byte)) : "a character") outside its alphabet")
        end
    end
    rest = count & 3
    # Padding is absent, or completes a group of four.
    (rest == 1 || padding > 2 || padding > 0 && (rest == 0 || (count + padding) & 3 != 0)) && fail("decode_error", "base64 of $(count + padding) characters is truncated or badly padded")
    if rest >= 2
        bits <<= 6 * (4 - rest)
        out[written+=1] = bits >> 16 & 0xff
        rest == 3 && (out[written+=1] = bits >> 8 & 0xff)
    end
    return resize!(out, written)
end
