      *****************************************************************
      * Customers of an invented bank, as a mainframe keeps them.       *
      * Records are of variable length (RDW); code page 037.            *
      *****************************************************************
       01  CUSTOMER-RECORD.
           05  CUST-ID                     PIC 9(09).
           05  CUST-STATUS                 PIC X(01).
               88  CUST-ACTIVE             VALUE 'A'.
               88  CUST-BLOCKED            VALUE 'B'.
               88  CUST-CLOSED             VALUE 'C'.
           05  CUST-KIND                   PIC X(01).
               88  CUST-IS-PERSON          VALUE 'P'.
               88  CUST-IS-COMPANY         VALUE 'C'.
           05  CUST-PERSON.
               10  CUST-FIRST-NAME         PIC X(20).
               10  CUST-LAST-NAME          PIC X(25).
               10  CUST-BIRTH-DATE         PIC 9(08).
               10  FILLER                  PIC X(07).
           05  CUST-COMPANY REDEFINES CUST-PERSON.
               10  CUST-COMPANY-NAME       PIC X(45).
               10  CUST-TAX-NUMBER         PIC X(12).
               10  CUST-EMPLOYEES          PIC S9(05) COMP-3.
           05  CUST-ADDRESS.
               10  CUST-STREET             PIC X(30).
               10  CUST-POSTCODE           PIC X(10).
               10  CUST-CITY               PIC X(20).
               10  CUST-COUNTRY            PIC X(02).
           05  CUST-SINCE                  PIC X(10).
           05  CUST-CREDIT-LIMIT           PIC S9(09)V99 COMP-3.
           05  CUST-RATE                   PIC SV9(05) COMP-3.
           05  CUST-SCORE                  PIC S9(04) COMP.
           05  CUST-DISCOUNT               PIC S9(03)V9
                                           SIGN LEADING SEPARATE.
           05  CUST-LAST-BALANCE           PIC Z,ZZZ,ZZ9.99-.
           05  CUST-ACCOUNT-COUNT          PIC 9(02).
           05  CUST-ACCOUNT OCCURS 0 TO 5 TIMES
                            DEPENDING ON CUST-ACCOUNT-COUNT.
               10  ACCT-NUMBER             PIC X(16).
               10  ACCT-TYPE               PIC X(01).
                   88  ACCT-CURRENT        VALUE 'C'.
                   88  ACCT-SAVINGS        VALUE 'S'.
               10  ACCT-BALANCE            PIC S9(11)V99.
               10  ACCT-OPENED             PIC 9(08).
