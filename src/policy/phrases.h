// The phrases of each kind, as data.
#pragma once

#include <optional>
#include <string_view>

#include "policy/kinds.h"

namespace neurocrypt {

/// Phrases of one kind with one weight, separated by commas; words in their normal form.
struct PhraseRow {
  std::optional<Kind> kind;  ///< nothing: the phrase is harmless, and hides the shorter ones in it
  double weight;
  std::string_view phrases;
};

inline constexpr PhraseRow kPhraseRows[] = {
    {Kind::kPaymentCard, 0.8,
     "card number,credit card,creditcard,debit card,credit card number,debit card number,"
     "payment card,payment card number,cc number,ccn,card pan,primary account number,"
     "cardholder number,card account number,kreditkarte,kartennummer,numero carte"},
    {Kind::kPaymentCard, 0.4, "pan,cc,card"},
    {Kind::kCardSecurityCode, 0.85,
     "cvv,cvc,cvn,cvvcode,card cvv,card cvc,cvv code,cvc code,card security code,security code,"
     "card verification value,card verification code,card verification number,card code,csc,"
     "csc code"},
    {Kind::kIban, 0.8, "iban,iban number,international bank account number,bank iban"},
    {Kind::kBic, 0.75, "bic,swift,swift code,bic code,bank identifier code,swift bic,bic swift"},
    {Kind::kBankAccount, 0.75,
     "account number,bank account,bank account number,routing number,aba,aba number,sort code,"
     "aba routing,bsb,kontonummer,konto,rib,clabe,account routing,creditor account,debtor account,"
     "beneficiary account,payee account,payer account,checking account,savings account"},
    {Kind::kUsSsn, 0.85,
     "ssn,social security,social security number,soc sec number,ss number,us ssn"},
    {Kind::kUsEin, 0.75, "ein,employer identification number,federal ein,fein,federal tax id"},
    {Kind::kUkNino, 0.85, "nino,national insurance number,national insurance,ni number"},
    {Kind::kUkNhs, 0.8, "nhs,nhs number,nhs id"},
    {Kind::kGermanTaxId, 0.8,
     "steuer id,steuerid,steuer identifikationsnummer,steueridentifikationsnummer,idnr,"
     "german tax id,steuernummer"},
    {Kind::kFrenchNir, 0.8,
     "insee,insee number,numero securite sociale,securite sociale,french nir,nir number"},
    {Kind::kFrenchNir, 0.45, "nir"},
    {Kind::kSpanishDni, 0.8, "dni,nif,dni nie,nif nie,documento identidad,spanish dni"},
    {Kind::kSpanishDni, 0.45, "nie"},
    {Kind::kItalianCodiceFiscale, 0.8, "codice fiscale,cod fiscale,codfisc,fiscal code"},
    {Kind::kDutchBsn, 0.8, "bsn,burgerservicenummer,burger service number,bsn number,sofi number"},
    {Kind::kBelgianNational, 0.8,
     "rijksregisternummer,rijksregister,numero registre national,registre national,niss,insz,"
     "belgian national number"},
    {Kind::kPolishPesel, 0.85, "pesel"},
    {Kind::kSwedishPersonnummer, 0.85,
     "personnummer,person nummer,samordningsnummer,swedish personal number,personal identity "
     "number"},
    {Kind::kFinnishHetu, 0.85, "hetu,henkilotunnus"},
    {Kind::kBrazilianCpf, 0.85, "cpf,cpf number,cadastro pessoa fisica"},
    {Kind::kBrazilianCnpj, 0.85, "cnpj,cnpj number"},
    {Kind::kIndianAadhaar, 0.85, "aadhaar,aadhar,adhaar,aadhaar number,uidai,uidai number"},
    {Kind::kCanadianSin, 0.8, "social insurance number,social insurance,canadian sin,sin number"},
    {Kind::kCanadianSin, 0.45, "sin"},
    {Kind::kAustralianTfn, 0.8, "tfn,tax file number"},
    {Kind::kIdentityNumber, 0.75,
     "national id,national identity,national identifier,national identification number,"
     "national number,identity number,identity card,identity card number,id card,id card number,"
     "tax id,tax identifier,tax number,taxpayer id,taxpayer identification number,tin,itin,"
     "passport,passport number,passport id,driver license,drivers license,driving licence,"
     "driving license,driver licence,driver license number,license number driver,dl number,"
     "citizen id,citizen number,government id,gov id,personal number,personal id,"
     "personal identification number,id document,id document number,document number person,"
     "insured number,voter id,person number,national register number,ssn itin"},
    {Kind::kEmail, 0.75,
     "email,e mail,email address,mail address,email addr,mail,user email,contact "
     "email,emailaddress,"
     "courriel,correo,recipient email,reply to,from email,to email"},
    {Kind::kPhone, 0.75,
     "phone,telephone,mobile,mobile phone,mobile number,phone number,cell,cell phone,cellphone,"
     "msisdn,fax,fax number,telephone number,tel,contact number,telefon,handy,telefono,portable,"
     "whatsapp,home phone,work phone,phone home,phone work,landline,caller id,caller number,"
     "calling number,callback number"},
    {Kind::kIpAddress, 0.7,
     "ip,ip address,ipaddr,ipv,remote address,remote ip,client ip,source ip,src ip,dest ip,dst ip,"
     "destination ip,host ip,server ip,forwarded for,client address,peer address,ip source"},
    {Kind::kMacAddress, 0.7, "mac,mac address,hardware address,ethernet address,bssid,wifi mac"},
    {Kind::kBirthDate, 0.85,
     "dob,date of birth,birth date,birthdate,birthday,born,date birth,birth day,born on,"
     "geburtsdatum,date naissance,fecha nacimiento,d o b,birth dt,year of birth,birth year,"
     "patient birth"},
    {Kind::kPersonName, 0.8,
     "first name,last name,given name,family name,surname,middle name,full name,forename,maiden "
     "name,"
     "customer name,patient name,employee name,person name,contact name,cardholder name,"
     "card holder name,cardholder,card holder,account holder,account holder name,holder name,"
     "beneficiary name,payee name,payer name,recipient name,sender name,author name,member name,"
     "student name,owner name,guardian name,mother name,father name,spouse name,user full name,"
     "legal name,preferred name,nick "
     "name,nickname,vorname,nachname,familienname,nom,prenom,apellido,"
     "apellidos,nombre,cognome,doctor name,physician name,passenger name,guest name,driver name,"
     "traveler name,billing name,shipping name,buyer name,seller name,debtor name,creditor name,"
     "applicant name,insured name,name first,name last,name given,name family,mother maiden name,"
     "signatory,signatory name,next of kin,display name,real name,nationality name,attention name"},
    {Kind::kPersonName, 0.5,
     "given,family,holder,beneficiary,author,passenger,assignee name,manager name"},
    {Kind::kPersonName, 0.35, "name,contact,recipient,sender,attention,owner,payee"},
    {Kind::kPostalAddress, 0.8,
     "street,street address,street name,postal address,address line,home address,mailing address,"
     "billing address,shipping address,delivery address,residential address,house number,"
     "zip,zip code,zipcode,postal code,postcode,post code,plz,strasse,anschrift,rue,"
     "street line,customer address,patient address,home street,address street,address city,"
     "address postal,address zip,address town,apartment number,apt number,address full,residence,"
     "domicile,code postal,direccion,indirizzo,address state,address suburb"},
    {Kind::kPostalAddress, 0.55, "address"},
    {Kind::kPostalAddress, 0.35, "city,town,suburb,line"},
    {Kind::kPosition, 0.75,
     "latitude,longitude,lat,lng,lon,geo,geolocation,geo location,coordinates,gps,gps position,"
     "geo point,lat lng,lat lon,latlng,latlon,gps coordinates,gps location,geo coordinates,coords"},
    {Kind::kPassword, 0.9,
     "password,passwd,pass word,passphrase,pass phrase,user password,new password,old password,"
     "password hash,hashed password,password digest,password salt,passcode,pass code,kennwort,"
     "passwort,mot de passe,contrasena,login password,db password,pw hash,pin code card,"
     "security answer,secret answer,otp,one time password,otp code,otp secret,totp secret"},
    {Kind::kPassword, 0.6, "pin,pwd,pass,secret,secret value,pin number,mpin"},
    {Kind::kToken, 0.85,
     "access token,refresh token,auth token,authentication token,api key,apikey,api token,api "
     "secret,"
     "client secret,secret key,bearer,bearer token,session token,id token,jwt,jwt token,"
     "oauth token,access key,secret access key,access key id,csrf token,security token,auth key,"
     "webhook secret,signing secret,consumer secret,app secret,authorization,authorization header,"
     "shared secret,signing key,encryption key,reset token,device token,push token,"
     "personal access token,connection string,license key,session key,master key,storage key,"
     "verification token,magic link token,cookie,set cookie,session cookie,app key,private token,"
     "aws secret,credential,credentials,service account key,secret token"},
    {Kind::kToken, 0.45, "token,session id,session,auth,key secret,hmac key"},
    {Kind::kPrivateKey, 0.85,
     "private key,privkey,priv key,ssh key,rsa private key,pem private,private key pem,secret pem,"
     "signing private key,tls key,ssl key"},
    {Kind::kHealth, 0.8,
     "diagnosis,diagnosis code,diagnoses,icd,icd code,icdcode,medical condition,condition code,"
     "medication,medications,prescription,allergy,allergies,blood type,blood group,treatment,"
     "procedure code,medical history,symptom,symptoms,disease,health condition,lab result,"
     "test result,medical record,medical record number,mrn,drug name,immunization,vaccination,"
     "hiv,pregnancy,pregnant,disability,patient id,health plan,health insurance number,cpt code,"
     "snomed,snomed code,loinc,bmi,heart rate,blood pressure,therapy,clinical note,admission "
     "reason,"
     "primary diagnosis,vaccine,dosage,discharge summary"},
    {Kind::kSpecialCategory, 0.8,
     "religion,religious affiliation,ethnicity,ethnic group,ethnic origin,race,sexual orientation,"
     "political affiliation,political party,political opinion,union member,trade union,"
     "trade union membership,union membership,criminal record,conviction,convictions,"
     "genetic data,biometric,fingerprint template,biometric data,faith,sex life,caste"},
    {Kind::kSalary, 0.85,
     "salary,base salary,annual salary,wage,wages,hourly wage,gross pay,net pay,income,annual "
     "income,"
     "compensation,base pay,pay rate,hourly rate,bonus,payroll,gross salary,net "
     "salary,remuneration,"
     "gehalt,salaire,household income,monthly income,taxable income,total compensation,take home "
     "pay"},
    {Kind::kAmount, 0.75,
     "amount,balance,amount due,account balance,total amount,transaction amount,available balance,"
     "current balance,credit limit,payment amount,invoice amount,net worth,betrag,montant,importe,"
     "loan amount,principal amount,amount paid,refund amount,outstanding balance,turnover,revenue"},
    {Kind::kAmount, 0.5, "total,price,fee,subtotal,total price"},
    {Kind::kFreeText, 0.55,
     "notes,note,comment,comments,remark,remarks,free text,freetext,memo,feedback,message body,"
     "message text,complaint,biography,bio,about me,narrative,case notes,transcript,review text,"
     "observations,additional information,internal notes,customer notes,special instructions"},
    {Kind::kFreeText, 0.2, "description,message,body,text,content,summary,subject,reason,details"},
    // What makes a value of the kind's form something else.
    {Kind::kIpAddress, -0.7,
     "version,firmware,firmware version,software version,build,build number,release,oid,"
     "object identifier,revision,app version,driver version,section,chapter"},
    {Kind::kIdentityNumber, -0.7,
     "order number,order id,invoice number,invoice id,part number,sku,serial number,serial,"
     "tracking number,tracking id,transaction id,transaction number,reference number,reference,ref,"
     "product id,product code,article number,item number,batch number,lot number,ticket number,"
     "ticket id,case number,request id,trace id,event id,message id,sequence number,gtin,ean,upc,"
     "isbn,barcode,imei,batch id,shipment number,confirmation number,po number,build number,"
     "purchase order,hash,checksum,digest,timestamp,uuid,guid,correlation id,session number,"
     "quantity,count,meter number,asset number,device serial"},
    // Harmless: each hides a phrase above.
    {std::nullopt, 0,
     "file name,host name,hostname,domain name,product name,company name,organization name,"
     "organisation name,branch name,bank name,event name,display name product,class name,type name,"
     "table name,column name,service name,server name,brand name,user name,username,login name,"
     "app name,application name,model name,category name,group name,team name,role name,"
     "project name,queue name,topic name,package name,merchant name,store name,shop name,"
     "country name,currency name,field name,key name,tag name,device name,field key,metric name,"
     "method name,function name,variable name,plan name,item name,name prefix,name suffix,"
     "campaign name,channel name,language name,network name,city name product,tool name,"
     "step name,job name,schema name,database name,index name,template name,environment name,"
     "email template,page token,next page token,continuation token,token count,max tokens,"
     "token limit,total tokens,prompt tokens,completion tokens,token usage,page,"
     "public key,primary key,foreign key,partition key,sort key,idempotency key,cache key,"
     "public key pem,row key,routing key,business key,order key,key session,"
     "web address,memory address,contract address,wallet address,url address,base address,"
     "address book,start address,block address,register address,bit address,"
     "line item,order line,production line,product line,line number,command line,"
     "race condition,race track,race result,race time,race id,condition rule,terms condition,"
     "product description,error message,status message,error description,"
     "message queue,log message,commit message,currency code pair,card game,card layout,"
     "graphics card,sim card,id token count,sound card,business card,gift card design,"
     "version name,release name,price currency,exchange rate,cell count,cell id,cell value,"
     "battery cell,mobile app,mobile version,mobile platform,family product,font family,"
     "product family,column family,family code,instance family,author count,"
     "bonus points,bonus level,interest rate,free text search,mail server,mail queue,mail template,"
     "security code level,treatment group,treatment plant,water treatment,total count,total pages,"
     "total items,total results,total records,total size,total bytes,total elements,total duration,"
     "year code,academic year code,"
     "pin layout,pin position,pass rate,pass count,passed,pass through,test pass,"
     "content type,content length,content encoding,content id,body size,body type,"
     "contact lens,session duration,session count,auth method,auth type,auth provider,"
     "session type,key secret name,geo region,geo restriction,geo enabled,"
     "mac version,mac os,ip version,street light,street count,street view,house count,"
     "text color,text size,text align,summary statistics,reason code,details url,subject line,"
     "test result status,feedback score,biometric enabled,born digital,owner id,sender id,"
     "recipient count,contact count"},
};

}  // namespace neurocrypt
