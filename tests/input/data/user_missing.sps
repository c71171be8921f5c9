* user_missing.por was written from this syntax by GNU PSPP 1.6.2 (Debian 12) on 2026-11-22, run in this folder:
*   pspp -o /dev/null user_missing.sps
* It holds each way in which a portable file declares values missing. The answers are invented.
* The values that tests/input/test_read_portable.py expects were written by hand from what stands here.

DATA LIST LIST (",") /
  ID (A4) AGE (F3.0) TOLD (F2.0) INCOME (F10.2) CHANGE (F8.3) SCORE (F5.1) REGION (A8) ASKED (SDATE10)
  START (TIME8) ENDED (DATETIME20) PRICE (COMMA10.2).
BEGIN DATA
a001,31,1,1250.50,-0.125,3.5,north,2026/01/05,08:30:00,05-JAN-2026 09:15:30,1200
a002,45,2,-1,12.75,-7,south,2026/01/06,09:00:00,06-JAN-2026 09:00:01,0.05
a003,999,97,0,-1000.3,10,n/a,.,.,.,.
a004,18,98,300000000,0.1,99,north,1900/12/31,00:00:00,31-DEC-1900 23:59:59,-3.14
a005,.,.,.,.,.,,2000/02/29,23:59:59,29-FEB-2000 12:00:00,7
a006,64,99,-2,-0.000001,-99,a/b*.Z,2026/01/07,10:10:10,07-JAN-2026 10:10:10,1
a007,50,1,-3.5,1E20,0,  pad,2026/01/08,11:00:00,08-JAN-2026 11:00:00,2
a008,900,2,899.99,1E-12,5.5,north,2026/01/09,12:00:00,09-JAN-2026 12:00:00,3
a009,899,1,1,30,96,unknown,2026/01/10,13:00:00,10-JAN-2026 13:00:00,4
a010,17,97,29,-30,97,south,9999/12/31,14:00:00,11-JAN-2026 14:00:00,5
a011,33,2,900,0.5,9.5,n/a,2026/01/12,15:00:00,12-JAN-2026 15:00:00,6
a012,28,1,27000,-29.9,-0.5,Z,2026/01/13,16:00:00,13-JAN-2026 16:00:00,8
END DATA.

VARIABLE LABELS AGE 'Age in years' /TOLD 'Told someone' /REGION 'Where they live'.
VALUE LABELS
  TOLD 1 'Yes' 2 'No' 97 'Do not know' 98 'Refused'
  /INCOME -1 'No income'
  /REGION 'north' 'The north' 'n/a' 'Not asked'
  /AGE SCORE 999 'Not stated'.
MISSING VALUES
  TOLD (97, 98, 99)
  /AGE (900 THRU 999)
  /INCOME (LO THRU -1, 300000000)
  /SCORE (96 THRU HI, -99)
  /CHANGE (-1000.3)
  /REGION ('n/a', 'unknown').
EXPORT OUTFILE='user_missing.por' /DIGITS=16.
