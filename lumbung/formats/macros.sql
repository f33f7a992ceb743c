-- The formats as DuckDB macros. They read the common shapes and answer NULL for every other text;
-- the Python functions of this package are then asked, and are the reference: a macro may answer
-- less than they do, never differently. macros.py fills in the dollar names from the Python tables.

-- Whether a text stands for "no value".
-- The first letter alone tells most of them apart: a pattern costs twenty times a comparison.
CREATE OR REPLACE TEMP MACRO kosong(t) AS CASE
    WHEN t >= '.' AND t < 'N' OR t >= 'O' AND t < 'n' OR t >= 'o' AND t < chr(127) THEN false
    ELSE t IS NULL OR regexp_full_match(t, '$blank*(?:-|–|[Nn][Uu][Ll][Ll]|[Nn]/[Aa])?$blank*')
END;

CREATE OR REPLACE TEMP MACRO kode_bersih(t) AS trim(t, ' ' || chr(9) || chr(10) || chr(13) || chr(160));

-- DuckDB reads text into decimals of 18 digits a hundred times faster than into wider ones.
CREATE OR REPLACE TEMP MACRO _desimal(t) AS coalesce(
    try_cast(t AS DECIMAL(18, 6))::DECIMAL(28, 6), try_cast(t AS DECIMAL(28, 6))
);

CREATE OR REPLACE TEMP MACRO _rupiah(t) AS coalesce(
    try_cast(t AS DECIMAL(18, 2))::DECIMAL(20, 2), try_cast(t AS DECIMAL(20, 2))
);

-- Numbers. The helpers read a number without sign or words; up to 18 digits before the decimal
-- sign and 6 after fit DECIMAL(28,6) unrounded.
CREATE OR REPLACE TEMP MACRO _angka_id(t) AS CASE
    WHEN regexp_full_match(t, ' *-?(?:[0-9]{1,18}|[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,5})(?:,[0-9]{1,6})? *')
    THEN _desimal(replace(replace(t, '.', ''), ',', '.'))
END;

CREATE OR REPLACE TEMP MACRO _angka_en(t) AS CASE
    WHEN regexp_full_match(t, ' *-?(?:[0-9]{1,18}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5})(?:\.[0-9]{1,6})? *')
    THEN _desimal(replace(t, ',', ''))
END;

-- Without a declared locale only whole numbers without groups mean one thing.
CREATE OR REPLACE TEMP MACRO _angka(t, lokal) AS CASE
    WHEN lokal = 'id' THEN _angka_id(t)
    WHEN lokal = 'en' THEN _angka_en(t)
    WHEN regexp_full_match(t, ' *-?[0-9]{1,18} *') THEN _desimal(t)
END;

CREATE OR REPLACE TEMP MACRO angka(t, lokal) AS coalesce(
    _angka(t, lokal),
    CASE
        WHEN regexp_full_match(t, '\([0-9.,]+\)') THEN -_angka(t[2:-2], lokal)
        WHEN regexp_full_match(t, '[0-9.,]+-') THEN -_angka(t[:-2], lokal)
        WHEN regexp_full_match(t, '-?[0-9.,]+ ?(?:%|persen)')
        THEN _angka(regexp_extract(t, '^[-0-9.,]+'), lokal)
    END
);

-- Money. The cast from text rounds half up to two decimals.
CREATE OR REPLACE TEMP MACRO _uang_id(t) AS CASE
    WHEN regexp_full_match(t, '-?(?:[0-9]{1,18}|[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,5})(?:,[0-9]{1,6})?')
    THEN _rupiah(replace(replace(t, '.', ''), ',', '.'))
END;

CREATE OR REPLACE TEMP MACRO _uang_en(t) AS CASE
    WHEN regexp_full_match(t, '-?(?:[0-9]{1,18}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5})(?:\.[0-9]{1,6})?')
    THEN _rupiah(replace(t, ',', ''))
END;

CREATE OR REPLACE TEMP MACRO _uang(t, lokal) AS CASE
    WHEN lokal = 'id' THEN _uang_id(t)
    WHEN lokal = 'en' THEN _uang_en(t)
    WHEN regexp_full_match(t, '-?[0-9]{1,18}') THEN _rupiah(t)
END;

CREATE OR REPLACE TEMP MACRO uang(t, lokal) AS coalesce(
    _uang(t, lokal),
    CASE
        WHEN regexp_full_match(t, ' *[Nn][Ii][Hh][Ii][Ll] *') THEN 0::DECIMAL(20, 2)
        WHEN regexp_full_match(t, '(?:[Rr][Pp]\.?|[Ii][Dd][Rr]) ?-?[0-9](?:[0-9.,]*[0-9])?')
        THEN _uang(regexp_extract(t, '-?[0-9].*'), lokal)
        WHEN lokal = 'id' AND regexp_full_match(t, '(?:[Rr][Pp]\.? ?)?-?[0-9][0-9.]*,-')
        THEN _uang(regexp_extract(t, '-?[0-9][0-9.]*'), lokal)
        WHEN regexp_full_match(t, '\([0-9.,]+\)') THEN -_uang(t[2:-2], lokal)
        WHEN regexp_full_match(t, '[0-9.,]+-') THEN -_uang(t[:-2], lokal)
        WHEN regexp_full_match(t, '(?:[Rr][Pp]\.? ?)?[0-9](?:[0-9.,]*[0-9])? ?$skala_pola(?: ?rupiah)?')
        THEN try_cast(
            -- Up to 12 digits before the decimal sign, so that the product cannot overflow.
            try_cast(_angka(regexp_extract(t, '[0-9](?:[0-9.,]*[0-9])?'), lokal) AS DECIMAL(18, 6))
            ::DECIMAL(25, 6)
            * MAP {$skala}[regexp_extract(t, '[0-9] ?$skala_pola', 1)] AS DECIMAL(20, 2)
        )
        WHEN regexp_full_match(t, '(?:[Rr][Pp]\.? ?)?[0-9](?:[0-9.,]*[0-9])? ?rupiah')
        THEN _uang(regexp_extract(t, '[0-9](?:[0-9.,]*[0-9])?'), lokal)
    END
);

-- Dates. Maps, because a CASE would work out its subject anew for every name.
CREATE OR REPLACE TEMP MACRO _bulan(nama) AS MAP {$bulan}[lower(nama)];

-- The first three words: day, month name, year.
CREATE OR REPLACE TEMP MACRO _tanggal_kata(t) AS try_cast(
    split_part(t, ' ', 3)[:4] || _bulan(rtrim(split_part(t, ' ', 2), '.')) || split_part(t, ' ', 1)
    AS DATE
);

CREATE OR REPLACE TEMP MACRO tanggal(t) AS CASE
    WHEN regexp_full_match(t, '$tahun-[0-9]{2}-[0-9]{2}') THEN try_cast(t AS DATE)
    WHEN regexp_full_match(t, '[0-9]{2}/[0-9]{2}/$tahun|[0-9]{2}-[0-9]{2}-$tahun')
    THEN try_strptime(replace(t, '/', '-'), '%d-%m-%Y')::DATE
    WHEN regexp_full_match(t, '[0-9]{1,2} [A-Za-z]+\.? $tahun')
    THEN _tanggal_kata(t)
END;

-- Moments. Local times of the Indonesian zones, which have had fixed offsets since 1964, so only
-- years from 1970 on are read and no zone table is needed.
CREATE OR REPLACE TEMP MACRO _dari_lokal(saat, zona) AS make_timestamptz(
    epoch_us(saat) - MAP {
        'Asia/Jakarta': 25200000000,
        'Asia/Makassar': 28800000000,
        'Asia/Jayapura': 32400000000,
        'UTC': 0
    }[zona]
);

-- The local time of a moment. Only what the file says before 1970 needs the zone table.
CREATE OR REPLACE TEMP MACRO ke_lokal(saat, zona) AS CASE
    WHEN epoch_us(saat) >= 0 AND zona IN ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'UTC')
    THEN make_timestamp(epoch_us(saat) + MAP {
        'Asia/Jakarta': 25200000000,
        'Asia/Makassar': 28800000000,
        'Asia/Jayapura': 32400000000,
        'UTC': 0
    }[zona])
    ELSE timezone(zona, saat)
END;

-- First the shape that readings and applications write most, told without a pattern.
CREATE OR REPLACE TEMP MACRO waktu(t, zona) AS CASE
    WHEN t LIKE '____-__-__ __:__' AND t >= '1970' AND t < ':' AND substr(t, 10, 1) >= '0'
        AND substr(t, 10, 1) < ':' AND substr(t, 12, 2) < '24'
        AND substr(t, 16, 1) >= '0' AND substr(t, 16, 1) < ':'
    THEN _dari_lokal(try_cast(t AS TIMESTAMP), zona)
    WHEN regexp_full_match(t, '$tahun_unix-[0-9]{2}-[0-9]{2}[ T]$jam:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?')
    THEN _dari_lokal(try_cast(t AS TIMESTAMP), zona)
    WHEN regexp_full_match(t, '$tahun_unix-[0-9]{2}-[0-9]{2}[ T]$jam:[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])')
    THEN try_cast(t AS TIMESTAMPTZ)
    WHEN regexp_full_match(t, '(?:[0-9]{2}/[0-9]{2}/|[0-9]{2}-[0-9]{2}-)$tahun_unix $jam(?:[.][0-5][0-9]|:[0-5][0-9](?::[0-5][0-9])?)')
    THEN _dari_lokal(
        try_strptime(
            replace(replace(t, '/', '-'), '.', ':'), ['%d-%m-%Y %H:%M', '%d-%m-%Y %H:%M:%S']
        ),
        zona
    )
    WHEN regexp_full_match(t, '[0-9]{1,2} [A-Za-z]+\.? $tahun_unix,? (?:pukul )?$jam[.:][0-5][0-9](?: WI(?:B|TA|T))?')
    THEN _dari_lokal(
        _tanggal_kata(t)
        + try_cast(replace(regexp_extract(t, '[0-9]{2}[.:][0-9]{2}'), '.', ':') AS TIME),
        coalesce(MAP {$zona}[regexp_extract(t, 'WI(?:B|TA|T)$$')], zona)
    )
    WHEN regexp_full_match(t, '$tahun_unix-.{5}|.{6}$tahun_unix|.* $tahun_unix')
    THEN _dari_lokal(tanggal(t)::TIMESTAMP, zona)
END;

-- People and places.
CREATE OR REPLACE TEMP MACRO nik_sah(t) AS
    regexp_full_match(regexp_replace(t, '$nik_pemisah', '', 'g'), '$nik_pola');

CREATE OR REPLACE TEMP MACRO telepon_e164(t) AS '+62' || nullif(
    regexp_extract(regexp_replace(t, '$telepon_pemisah', '', 'g'), '^$telepon_pola$$', 1), ''
);

CREATE OR REPLACE TEMP MACRO samarkan(t) AS
    CASE WHEN regexp_matches(t, '$samar_curiga') THEN $samarkan ELSE t END;

CREATE OR REPLACE TEMP MACRO nama_tempat(t) AS CASE
    WHEN regexp_full_match(t, '[ -~]*')
    THEN regexp_replace(regexp_replace(trim(lower(t)), '$tempat_awalan', ''), '$tempat_buang', '', 'g')
END;
